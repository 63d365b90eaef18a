// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Order reversed along the axes in `attr.axis`.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy reversed
struct reverse_op : structural<op_kind::view, 1> {
  static constexpr auto name = "reverse";

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }
  static constexpr auto vjp(auto y, auto dy, auto) {
    return std::array{reversed(dy, y.attr().axis)};
  }
};

}  // namespace tapeless::ops
