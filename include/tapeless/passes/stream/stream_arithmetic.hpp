// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/stream/stream_walk.hpp>

namespace tapeless::passes::detail {

/// Ops on elements of values that meet: time is where it is in those that are sequences.
constexpr void stream_elementwise(stream_walk& s, int i) {
  const node& n = s.g[i];
  time_axis t;
  for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
    if (!s.is_sequence(n.in[k])) continue;
    time_axis own = s.at[n.in[k]];
    own.axis += n.shape.rank - s.g[n.in[k]].shape.rank;
    if (t.axis >= 0 && (own.axis != t.axis || !own.spaced_as(t)))
      return s.refuse_node(i, streaming_obstacle::takes_all_frames);
    if (t.axis >= 0 && t.lead < own.lead) own.lead = t.lead;
    t = own;
  }
  fixed<int, 3> in{-1, -1, -1};
  for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
    const int x = n.in[k];
    in[k] =
        s.is_sequence(x) ? s.fresh[x] : s.spread(x, t.axis - n.shape.rank + s.g[x].shape.rank, t);
    if (in[k] < 0) return s.refuse_node(i, streaming_obstacle::knows_positions);
  }
  s.becomes(i, s.to.of(s.to.emit(n.op, in, n.attr, {}, n.type)), t);
}

/// Products: time may be rows, columns, or one of the axes before; a sum along it is refused.
constexpr void stream_product(stream_walk& s, int i) {
  const node& n = s.g[i];
  const int a = n.in[0], b = n.in[1], rank = n.shape.rank;
  // the place of time in the result, counted from the end: 1 and 2 are columns and rows, 0 a sum
  const auto place = [&](int x, bool left) {
    const int from_end = s.g[x].shape.rank - s.at[x].axis;
    if (from_end > 2) return from_end;
    return (from_end == 2) == left ? from_end : 0;
  };
  const bool of_a = s.is_sequence(a), of_b = s.is_sequence(b);
  const int in_a = of_a ? place(a, true) : -1, in_b = of_b ? place(b, false) : -1;
  const bool folds = in_a == 0 || in_b == 0;
  const bool apart = of_a && of_b && (in_a != in_b || in_a <= 2 || !s.at[a].spaced_as(s.at[b]));
  if (folds || apart) return s.refuse_node(i, streaming_obstacle::takes_all_frames);
  time_axis t = of_a ? s.at[a] : s.at[b];
  if (of_a && of_b && s.at[b].lead < t.lead) t.lead = s.at[b].lead;
  const int from_end = of_a ? in_a : in_b;
  t.axis = rank - from_end;
  const auto operand = [&](int x) {
    if (s.is_sequence(x) || from_end <= 2) return s.fresh[x];
    return s.spread(x, s.g[x].shape.rank - from_end, t);
  };
  const int left = operand(a), right = operand(b);
  if (left < 0 || right < 0) return s.refuse_node(i, streaming_obstacle::knows_positions);
  s.becomes(i, s.to.of(s.to.emit(n.op, {left, right, -1}, n.attr, {}, n.type)), t);
}

/// The frames that a convolution takes of a ring and of this run, one behind the other.
constexpr value frames_of_ring(stream_walk& s, int i, int axis, int taps, int apart) {
  const int x = s.g[i].in[0], count = (taps - 1) * apart;
  const value oldest = s.memory.oldest_of(count, s.layer_of(i));
  const value places = s.memory.places(oldest, taps - 1, apart, count);
  return s.emit_concat(ir::gathered(s.to.of(s.kept[x]), places, axis), s.of(x), axis);
}

/// Convolution: along time it looks back, over other axes it does not.
constexpr void stream_convolution(stream_walk& s, int i) {
  const node& n = s.g[i];
  const int x = n.in[0], spatial = n.shape.rank - 3;
  time_axis t = s.at[x];
  if (!is<convolve_op>(n) || !s.is_sequence(x) || s.part_of[n.in[1]] != stream_part::still ||
      t.axis > spatial)
    return s.refuse_node(i, streaming_obstacle::takes_all_frames);
  value read = s.of(x);
  attributes steps = n.attr;
  if (t.axis > 0) {
    const int along = t.axis - 1, taps = s.g[n.in[1]].shape[along],
              apart = packed_step(steps.second, along);
    if (packed_step(steps.first, along) != 1)
      return s.refuse_node(i, streaming_obstacle::skips_frames);
    if (!s.reach_back(i, t, (taps - 1) * apart, n.shape[t.axis])) return;
    if (s.kept[x] >= 0) {
      read = frames_of_ring(s, i, t.axis, taps, apart);
      steps.second += (1 - apart) << (10 * along);
    }
  }
  s.becomes(i, s.to.of(s.to.emit(n.op, {read.id, s.fresh[n.in[1]], -1}, steps, {}, n.type)), t);
}

}  // namespace tapeless::passes::detail
