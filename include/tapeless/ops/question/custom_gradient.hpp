// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y, with a gradient of the user's: a question that `differentiate` answers; later passes see y.
///
/// Operands  y, x, the cotangent of x made of zeros of its own that stand for that of y (`attr.first`: their node's number)
/// Shapes    as y
struct custom_gradient_op : structural<op_kind::view, 3> {
  static constexpr auto name = "custom_gradient";

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }
};

}  // namespace tapeless::ops
