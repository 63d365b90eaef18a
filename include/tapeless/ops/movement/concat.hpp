// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// a and behind it b, along `attr.axis`.
///
/// Shapes    a, b: equal but for the axis   →  y: their sizes added there
/// Gradient  da, db = their slices of dy
/// Errors    other sizes differ: [E014]
struct concat_op : structural<op_kind::movement, 2> {
  static constexpr auto name = "concat";

  static constexpr dims shape(const shape_request& r) {
    dims d = r.operand[0], b = r.operand[1];
    const int axis = r.attr.axis, total = d[axis] + b[axis];
    d[axis] = b[axis] = 1;
    if (!(d == b)) return dims{.rank = -1};
    d[axis] = total;
    return d;
  }

  static constexpr auto vjp(auto y, auto dy, auto a, auto b) {
    const int axis = y.attr().axis;
    return std::array{sliced(dy, a.shape(), {.axis = axis, .first = 0, .second = 1}),
                      sliced(dy, b.shape(), {.axis = axis, .first = a.shape()[axis], .second = 1})};
  }
};

}  // namespace tapeless::ops
