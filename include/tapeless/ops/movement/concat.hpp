// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// a and behind it b, along one axis.
///
/// Shapes    a, b: equal but for the axis   →  y: their sizes added there
/// Gradient  da, db = their slices of dy
/// Errors    other sizes differ: [E014]
struct concat_op : structural<op_kind::movement, 2> {
  static constexpr auto name = "concat";
  using attributes = along_axis;

  static constexpr dims shape(const shape_request& r) {
    dims d = r.operand[0], b = r.operand[1];
    const int axis = attributes::read(r.attr).axis, total = d[axis] + b[axis];
    d[axis] = b[axis] = 1;
    if (!(d == b)) return dims{.rank = -1};
    d[axis] = total;
    return d;
  }

  static constexpr auto vjp(auto y, auto dy, auto a, auto b) {
    const int axis = attributes::read(y.attr()).axis;
    return std::array{sliced(dy, a.shape(), {.axis = axis, .first = 0}),
                      sliced(dy, b.shape(), {.axis = axis, .first = a.shape()[axis]})};
  }

  static constexpr auto batched(auto& b) {
    return b.again(b.whole(0), b.whole(1), along_axis{b.axis(attributes::read(b.attr()).axis)});
  }

  // Along the frames: what stands in front of a sequence is what was before its first frame.
  static constexpr time_rule over_time(const time_request& r) {
    const bool of_a = r.is_sequence(0), of_b = r.is_sequence(1);
    time_axis t = of_a ? r.at[0] : r.at[1];
    if (attributes::read(r.attr).axis == t.axis) {
      if ((of_a && of_b) || !t.whole_axis()) return {};
      return {time_need::frame_before, t, of_b ? r.operand[0][t.axis] : 0};
    }
    if (of_a && of_b) {
      if (r.at[0].axis != r.at[1].axis || !r.at[0].spaced_as(r.at[1])) return {};
      if (r.at[1].lead < t.lead) t.lead = r.at[1].lead;
    }
    time_rule rule = keeps_frames(t, t.axis);
    for (int k = 0; k < 2; ++k)
      if (!r.is_sequence(k)) rule.meets[k] = t.axis;
    return rule;
  }
};

}  // namespace tapeless::ops
