// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Writes a value into a leaf at the end of the step: every reader in the step sees the old value.
///
/// Operands  the leaf (parameter or state), the new value of the same shape
/// Gradient  none
struct assign_op : structural<op_kind::effect, 2> {
  static constexpr auto name = "assign";

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }
};

}  // namespace tapeless::ops
