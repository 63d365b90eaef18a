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
  static constexpr leaf_write writes = leaf_write::all;
  static constexpr int stored_operand = 1;
  static constexpr auto no_gradient = "it writes a leaf";
  static constexpr axis_set addressed = 0b10;

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }

  static constexpr auto batched(auto& b) {
    return b.has_axis(0) ? b.again(b.operand(0), b.whole(1)) : b.refused();
  }
};

}  // namespace tapeless::ops
