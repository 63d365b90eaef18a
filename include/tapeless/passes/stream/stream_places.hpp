// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/stream/stream_walk.hpp>

namespace tapeless::passes::detail {

/// From how many numbers on, batch included, a history is a ring: below, moving it on costs no more than looking up places.
inline constexpr int smallest_ring = 1024;

/// Whether the history of a padded sequence, node i, may be a ring: runs of one frame, which only convolutions with gaps read,
/// all of them from the oldest frame on. They read a few frames then, and the others stay where they are.
constexpr bool is_ring(const stream_walk& s, int i) {
  const node& n = s.g[i];
  const int x = n.in[0], before = n.attr.first, axis = s.at[x].axis;
  if (s.frames != 1 || s.region[i] >= 0 || s.at[x].length != s.total ||
      n.shape[axis] != s.total + before || n.shape.count() / n.shape[axis] * before < smallest_ring)
    return false;
  for (int r = s.g[s.question].in[1]; r < s.question; ++r) {
    const node& reader = s.g[r];
    if (s.needed[r] == 0) continue;
    for (int k = 0; k < 3; ++k) {
      if (reader.in[k] != i) continue;
      const int spatial = reader.shape.rank - 3;
      if (!is<convolve_op>(reader) || k != 0 || axis < 1 || axis > spatial) return false;
      const int taps = s.g[reader.in[1]].shape[axis - 1],
                apart = packed_step(reader.attr.second, axis - 1);
      if (apart < 2 || (taps - 1) * apart != before) return false;
    }
  }
  return true;
}

/// A ring of the frames before: this one takes the place of the oldest. Convolutions gather what they need.
constexpr void stream_ring(stream_walk& s, int i, value x, time_axis t) {
  const node& n = s.g[i];
  const int before = n.attr.first, layer = s.layer_of(i);
  const value ring =
      s.memory.state("ring", with_frames(x.shape(), t, before), x.type(), n.attr.value, layer);
  const value oldest = s.memory.oldest_of(before, layer);
  s.to.emit(code_of<put_at_op>, {ring.id, x.id, oldest.id}, {.axis = t.axis});
  s.kept[i] = ring.id;
  t.lead += before;
  t.length = n.shape[t.axis];
  s.becomes(i, x, t);
}

/// Padding in front of a sequence: the frames of the run before.
constexpr void stream_padding(stream_walk& s, int i, time_axis t) {
  const node& n = s.g[i];
  value x = s.of(n.in[0]);
  if (n.attr.axis != t.axis) return s.becomes(i, s.emit(n, x, s.in_run(n.shape, t)), t);
  if (!t.whole_axis() || n.attr.second != 0)
    return s.refuse_node(i, streaming_obstacle::skips_frames);
  const int before = n.attr.first;
  if (before > 0) {
    if (is_ring(s, i)) return stream_ring(s, i, x, t);
    const value fill = converted(s.to.of(s.to.constant(n.attr.value)), x.type());
    x = s.behind_history(i, x, t, before, broadcast_to(fill, with_frames(x.shape(), t, before)));
  }
  t.lead += before;
  t.length = n.shape[t.axis];
  const dims shape = s.in_run(n.shape, t);
  x = s.first_frames(x, t);
  if (!(x.shape() == shape)) x = padded(x, shape, {.axis = t.axis, .value = n.attr.value});
  s.becomes(i, x, t);
}

/// Values one behind the other; a value in front of a sequence is what was before its first frame.
constexpr void stream_concatenation(stream_walk& s, int i) {
  const node& n = s.g[i];
  const int a = n.in[0], b = n.in[1];
  const bool of_a = s.is_sequence(a), of_b = s.is_sequence(b);
  time_axis t = of_a ? s.at[a] : s.at[b];
  if (n.attr.axis == t.axis) {
    if ((of_a && of_b) || !t.whole_axis())
      return s.refuse_node(i, streaming_obstacle::takes_all_frames);
    const value all = of_a ? s.emit_concat(s.of(a), s.of(b), t.axis)
                           : s.behind_history(i, s.of(b), t, s.g[a].shape[t.axis], s.of(a));
    if (of_b) t.lead += s.g[a].shape[t.axis];
    t.length = n.shape[t.axis];
    return s.becomes(i, s.first_frames(all, t), t);
  }
  if (of_a && of_b) {
    if (s.at[a].axis != s.at[b].axis || !s.at[a].spaced_as(s.at[b]))
      return s.refuse_node(i, streaming_obstacle::takes_all_frames);
    if (s.at[b].lead < t.lead) t.lead = s.at[b].lead;
  }
  const int left = of_a ? s.fresh[a] : s.spread(a, t.axis, t),
            right = of_b ? s.fresh[b] : s.spread(b, t.axis, t);
  if (left < 0 || right < 0) return s.refuse_node(i, streaming_obstacle::knows_positions);
  s.becomes(i, s.emit_concat(s.to.of(left), s.to.of(right), n.attr.axis), t);
}

/// Elements elsewhere.
constexpr void stream_movement(stream_walk& s, int i, time_axis t) {
  const node& n = s.g[i];
  switch (n.op) {
    case code_of<pad_op>: return stream_padding(s, i, t);
    case code_of<concat_op>: return stream_concatenation(s, i);
    case code_of<gather_op>: {
      const int x = n.in[0], indices = n.in[1];
      const bool picks = s.is_sequence(indices);
      if (picks && s.is_sequence(x)) break;
      if (!picks && t.axis == n.attr.axis) break;
      if (picks) t = s.at[indices];
      if (picks)
        t.axis += n.attr.axis;
      else if (t.axis > n.attr.axis)
        t.axis += s.g[indices].shape.rank - 1;
      return s.becomes(i, ir::gathered(s.of(x), s.of(indices), n.attr.axis), t);
    }
    default: break;
  }
  s.refuse_node(i, streaming_obstacle::takes_all_frames);
}

/// The same elements at other indices.
constexpr void stream_view(stream_walk& s, int i, time_axis t) {
  const node& n = s.g[i];
  const int x = n.in[0];
  const dims before = s.g[x].shape;
  switch (n.op) {
    case code_of<custom_gradient_op>:
    case code_of<barrier_op>:
      if (!s.is_sequence(x)) break;
      return s.becomes(i, s.of(x), t);
    case code_of<reshape_op>:
      t = reshaped(t, before, n.shape);
      if (t.axis < 0) break;
      return s.becomes(i, ir::reshape_to(s.of(x), s.in_run(n.shape, t)), t);
    case code_of<permute_op>:
      for (int k = 0; k < n.shape.rank; ++k)
        if (permute_op::source_axis(n.attr.axis, k) == s.at[x].axis) t.axis = k;
      return s.becomes(i, s.emit(n, s.of(x)), t);
    case code_of<broadcast_op>:
      t.axis += n.shape.rank - before.rank;
      if (n.shape[t.axis] != t.outer * t.length * t.inner) break;
      return s.becomes(i, broadcast_to(s.of(x), s.in_run(n.shape, t)), t);
    case code_of<slice_op>:
      if (n.attr.axis == t.axis) {
        if (n.attr.second != 1) return s.refuse_node(i, streaming_obstacle::skips_frames);
        if (!s.reach_back(i, t, n.attr.first, n.shape[t.axis])) return;
      }
      return s.becomes(i, s.emit(n, s.of(x), s.in_run(n.shape, t)), t);
    case code_of<windows_op>:
      if (n.attr.axis == t.axis) {
        if (n.attr.first != 1) return s.refuse_node(i, streaming_obstacle::skips_frames);
        const int reach = (n.shape[t.axis + 1] - 1) * n.attr.second;
        if (!s.reach_back(i, t, reach, n.shape[t.axis])) return;
      } else if (n.attr.axis < t.axis) {
        ++t.axis;
      }
      return s.becomes(i, s.emit(n, s.of(x), s.in_run(n.shape, t)), t);
    case code_of<reverse_op>:
      if (has_axis(n.attr.axis, t.axis)) break;
      return s.becomes(i, s.emit(n, s.of(x)), t);
    case code_of<each_op>:
      if (t.axis == 0) break;
      --t.axis;
      return s.becomes(i, ir::each_slice(s.of(x), n.attr.first), t);
    default: break;
  }
  s.refuse_node(i, streaming_obstacle::takes_all_frames);
}

}  // namespace tapeless::passes::detail
