// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// The cotangent of x where that of y is dy: a question that the pass `differentiate` answers, as `gradient`.
///
/// Operands  y, x, dy (of y's shape; counts as independent of x)
/// Shapes    as x
struct vjp_op : structural<op_kind::effect, 3> {
  static constexpr auto name = "vjp";
  static constexpr bool is_question = true;
  static constexpr auto differentiated_by =
      "passes/derive/differentiate.hpp, which answers it first";

  static constexpr dims shape(const shape_request& r) { return r.operand[1]; }
};

}  // namespace tapeless::ops
