// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Writes slices into a leaf along one axis at integer indices, at the end of the step; of equal indices the last counts.
/// What it does not name stays untouched: a frame that takes the place of the oldest one in a ring.
///
/// Operands  the leaf (parameter or state), slices and indices: as updates and indices of scatter_add
/// Gradient  none
/// Errors    an index outside [0, n) is clamped to the nearest valid one
struct put_at_op : structural<op_kind::effect, 3> {
  static constexpr auto name = "put_at";
  static constexpr leaf_write writes = leaf_write::put_some;
  static constexpr auto no_gradient = "it writes a leaf";
  static constexpr int index_operand = 2;
  static constexpr axis_set addressed = 0b110;
  using attributes = along_axis;

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }

  static constexpr auto batched(auto& b) { return b.refused(); }
};

}  // namespace tapeless::ops
