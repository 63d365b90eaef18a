// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/stream/stream_walk.hpp>

namespace tapeless::passes::detail {

// The nodes that look back further than one run, by name: what stands in front of the first frame is a number for `pad`, a value for
// `concat`, and `convolve` reads a ring where it is the only reader.

/// From how many numbers on, batch included, a history is a ring: below, moving it on costs no more than looking up places.
inline constexpr int smallest_ring = 1024;

/// Whether the history of a padded sequence, node i, may be a ring: runs of one frame, which only convolutions with gaps read,
/// all of them from the oldest frame on. They read a few frames then, and the others stay where they are.
constexpr bool is_ring(const stream_walk& s, int i) {
  const node& n = s.g[i];
  const int x = n.in[0], before = attributes_of<pad_op>(n).before, axis = s.at[x].axis;
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
                apart = attributes_of<convolve_op>(reader).dilation(axis - 1);
      if (apart < 2 || (taps - 1) * apart != before) return false;
    }
  }
  return true;
}

/// A ring of the frames before: this one takes the place of the oldest. Convolutions gather what they need.
constexpr void stream_ring(stream_walk& s, int i, value x, time_axis t) {
  const node& n = s.g[i];
  const auto a = attributes_of<pad_op>(n);
  const int before = a.before, layer = s.layer_of(i);
  const value ring =
      s.memory.state("ring", with_frames(x.shape(), t, before), x.type(), a.value, layer);
  const value oldest = s.memory.oldest_of(before, layer);
  s.to.emit(code_of<put_at_op>, {ring.id, x.id, oldest.id}, along_axis{t.axis}.packed());
  s.kept[i] = ring.id;
  t.lead += before;
  t.length = n.shape[t.axis];
  s.becomes(i, x, t);
}

/// Padding in front of a sequence: the frames of the run before.
constexpr void stream_padding(stream_walk& s, int i, time_axis t) {
  const node& n = s.g[i];
  value x = s.of(n.in[0]);
  const auto a = attributes_of<pad_op>(n);
  const int before = a.before;
  if (before > 0) {
    if (is_ring(s, i)) return stream_ring(s, i, x, t);
    const value fill = converted(s.to.of(s.to.constant(a.value)), x.type());
    x = s.behind_history(i, x, t, before, broadcast_to(fill, with_frames(x.shape(), t, before)));
  }
  t.lead += before;
  t.length = n.shape[t.axis];
  const dims shape = s.in_run(n.shape, t);
  x = s.first_frames(x, t);
  if (!(x.shape() == shape)) x = padded(x, shape, {.axis = t.axis, .value = a.value});
  s.becomes(i, x, t);
}

/// Values one behind the other; a value in front of a sequence is what was before its first frame.
constexpr void stream_concatenation(stream_walk& s, int i, time_axis t) {
  const node& n = s.g[i];
  const int a = n.in[0], b = n.in[1];
  const bool of_b = s.is_sequence(b);
  const value all = of_b ? s.behind_history(i, s.of(b), t, s.g[a].shape[t.axis], s.of(a))
                         : ir::joined(s.of(a), s.of(b), t.axis);
  if (of_b) t.lead += s.g[a].shape[t.axis];
  t.length = n.shape[t.axis];
  s.becomes(i, s.first_frames(all, t), t);
}

/// The frames that a convolution takes of a ring and of this run, one behind the other.
constexpr value frames_of_ring(stream_walk& s, int i, int axis, int taps, int apart) {
  const int x = s.g[i].in[0], count = (taps - 1) * apart;
  const value oldest = s.memory.oldest_of(count, s.layer_of(i));
  const value places = s.memory.places(oldest, taps - 1, apart, count);
  return ir::joined(ir::gathered(s.to.of(s.kept[x]), places, axis), s.of(x), axis);
}

/// A convolution of a sequence of which a ring keeps the frames before: it is given just the frames that it reads.
constexpr void stream_convolution_of_ring(stream_walk& s, int i, time_axis t) {
  const node& n = s.g[i];
  const int along = t.axis - 1;
  convolve_op::attributes steps = attributes_of<convolve_op>(n);
  const int taps = s.g[n.in[1]].shape[along], apart = steps.dilation(along);
  const value x = frames_of_ring(s, i, t.axis, taps, apart);
  steps.dilations += (1 - apart) << (10 * along);
  s.becomes(i, s.to.of(s.to.emit(n.op, {x.id, s.fresh[n.in[1]], -1}, steps.packed(), {}, n.type)),
            t);
}

/// A value that begins with something else than frames of the sequence.
constexpr void stream_frames_before(stream_walk& s, int i, time_axis t) {
  return is<pad_op>(s.g[i]) ? stream_padding(s, i, t) : stream_concatenation(s, i, t);
}

}  // namespace tapeless::passes::detail
