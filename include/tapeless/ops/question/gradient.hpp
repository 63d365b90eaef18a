// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// dy/dx of a scalar y: a question that the pass `differentiate` answers; no later pass sees it.
///
/// Operands  y (one element), x (any value)
/// Shapes    as x
struct gradient_op : structural<op_kind::effect, 2> {
  static constexpr auto name = "gradient";
  static constexpr bool is_question = true;
  static constexpr auto differentiated_by =
      "passes/derive/differentiate.hpp, which answers it first";

  static constexpr dims shape(const shape_request& r) { return r.operand[1]; }
};

}  // namespace tapeless::ops
