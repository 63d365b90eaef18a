// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/stream/stream_walk.hpp>

namespace tapeless::passes::detail {

/// Whether node i belongs to a region, or takes a value out of one, that goes along the sequence.
constexpr bool goes_along_time(stream_walk& s, int i) {
  const int r = region_named(s.g[i]);
  if (s.along_time[r] >= 0) return s.along_time[r] != 0;
  s.along_time[r] = 0;
  for (int e = 0; e < s.question; ++e) {
    const node& n = s.g[e];
    if (!is<each_op>(n) || region_named(n) != r || !s.is_sequence(n.in[0]) ||
        s.at[n.in[0]].axis != 0)
      continue;
    const time_axis& t = s.at[n.in[0]];
    if (s.g.regions[r].reverse || !t.whole_axis() || t.length != s.total)
      s.refuse_node(e, streaming_obstacle::takes_all_frames);
    else if (s.to.regions[r].parent >= 0)
      s.refuse_node(e, streaming_obstacle::remembers_in_a_loop);
    s.along_time[r] = 1;
  }
  if (s.along_time[r] == 0) return false;
  s.to.regions[r].length = s.frames;
  for (region& q : s.to.regions)
    if (s.frames == 1 && q.parent == r) q.parent = -1;
  return true;
}

/// In a loop along the sequence: one iteration per frame of the run; the body alone, if that is one.
constexpr void stream_time_loop(stream_walk& s, int i) {
  if (s.failed) return;
  const node& n = s.g[i];
  const int r = region_named(n);
  s.part_of[i] = stream_part::moment;
  switch (n.op) {
    case code_of<each_op>: {
      if (!s.is_sequence(n.in[0])) return s.refuse_node(i, streaming_obstacle::knows_positions);
      const value x = s.of(n.in[0]);
      s.fresh[i] = (s.frames == 1 ? ir::reshape_to(x, n.shape) : ir::each_slice(x, r)).id;
      return;
    }
    case code_of<carry_op>: {
      if (s.part_of[n.in[0]] != stream_part::still)
        return s.refuse_node(i, streaming_obstacle::takes_all_frames);
      const value state = s.memory.begin("carry", s.of(n.in[0]), s.layer_of(i));
      s.kept[i] = s.memory.last();
      s.fresh[i] =
          (s.frames == 1 ? state : ir::carried(state, r, attributes_of<carry_op>(n).number)).id;
      return;
    }
    case code_of<advance_op>: {
      value next = s.of(n.in[1]);
      if (s.frames > 1) next = ir::advanced(s.of(n.in[0]), next);
      s.fresh[i] = next.id;
      s.memory.keep(s.kept[n.in[0]], s.frames > 1 ? ir::after_last(next) : next);
      return;
    }
    case code_of<stack_op>: {
      const value x = s.of(n.in[0]);
      const time_axis t{.axis = 0, .length = s.total};
      const dims shape = s.in_run(n.shape, t);
      return s.becomes(i, s.frames == 1 ? ir::reshape_to(x, shape) : ir::stacked(x, r), t);
    }
    default: return s.refuse_node(i, streaming_obstacle::takes_all_frames);
  }
}

/// In a loop along something else, of which a sequence is a slice or a carry.
constexpr void stream_other_loop(stream_walk& s, int i) {
  const node& n = s.g[i];
  const int x = n.in[0];
  if (!s.is_sequence(x)) return s.refuse_node(i, streaming_obstacle::no_rule_known);
  time_axis t = s.at[x];
  switch (n.op) {
    case code_of<carry_op>:
      return s.becomes(i, ir::carried(s.of(x), region_named(n), attributes_of<carry_op>(n).number),
                       t);
    case code_of<advance_op>: {
      const int next = n.in[1];
      if (!s.is_sequence(next) || s.at[next].axis != t.axis || !s.at[next].spaced_as(t) ||
          s.at[next].lead < t.lead)
        return s.refuse_node(i, streaming_obstacle::no_rule_known);
      return s.becomes(i, ir::advanced(s.of(x), s.of(next)), t);
    }
    case code_of<final_op>: return s.becomes(i, ir::after_last(s.of(x)), t);
    case code_of<stack_op>: ++t.axis; return s.becomes(i, ir::stacked(s.of(x), region_named(n)), t);
    default: return s.refuse_node(i, streaming_obstacle::no_rule_known);
  }
}

}  // namespace tapeless::passes::detail
