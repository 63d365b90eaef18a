// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/stream/stream_history.hpp>
#include <tapeless/passes/stream/stream_walk.hpp>

namespace tapeless::passes::detail {

/// The rule along time of node i.
constexpr time_rule rule_along_time(const stream_walk& s, int i) {
  const node& n = s.g[i];
  time_request request;
  request.result = n.shape;
  request.attr = n.attr;
  for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
    request.operand[k] = s.g[n.in[k]].shape;
    if (s.is_sequence(n.in[k])) request.at[k] = s.at[n.in[k]];
  }
  return facts_of(n).over_time(request);
}

/// The same op on the frames of the run.
constexpr void stream_same_frame(stream_walk& s, int i, const time_rule& rule) {
  const node& n = s.g[i];
  const dims shape = s.in_run(n.shape, rule.at);
  fixed<int, 3> in{-1, -1, -1};
  for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
    const int x = n.in[k];
    in[k] =
        s.is_sequence(x) || rule.meets[k] < 0 ? s.fresh[x] : s.spread(x, rule.meets[k], rule.at);
    if (in[k] < 0) return s.refuse_node(i, streaming_obstacle::knows_positions);
  }
  // (a view that has no numbers is nothing but its shape)
  const bool changes_nothing = kind_of(n) == op_kind::view && n.attr == packed_attributes{} &&
                               s.to[in[0]].shape == shape && facts_of(n).keeps_order;
  s.becomes(i, changes_nothing ? s.to.of(in[0]) : s.emit(n, in, shape), rule.at);
}

/// A node of which an operand is a sequence: what its op says about time.
constexpr void stream_sequence(stream_walk& s, int i) {
  const node& n = s.g[i];
  time_rule rule = rule_along_time(s, i);
  switch (rule.need) {
    case time_need::same_frame: return stream_same_frame(s, i, rule);
    case time_need::window:
      if (!s.reach_back(i, rule.at, rule.reach, n.shape[rule.at.axis])) return;
      if (s.kept[n.in[0]] >= 0) return stream_convolution_of_ring(s, i, rule.at);
      return stream_same_frame(s, i, rule);
    case time_need::frame_before: return stream_frames_before(s, i, rule.at);
    case time_need::operand: return s.becomes(i, s.of(n.in[0]), rule.at);
    case time_need::all_frames: return s.refuse_node(i, streaming_obstacle::takes_all_frames);
    case time_need::every_nth: return s.refuse_node(i, streaming_obstacle::skips_frames);
  }
}

}  // namespace tapeless::passes::detail
