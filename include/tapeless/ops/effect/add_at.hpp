// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Adds slices of updates to a leaf along one axis at integer indices, at the end of the step; equal indices add up.
/// What it does not name stays untouched: the update of a table of which a step reads a few rows.
///
/// Operands  the leaf (parameter or state), updates and indices as of scatter_add
/// Gradient  none
/// Errors    an index outside [0, n) is clamped to the nearest valid one
struct add_at_op : structural<op_kind::effect, 3> {
  static constexpr auto name = "add_at";
  static constexpr leaf_write writes = leaf_write::add_some;
  static constexpr auto no_gradient = "it writes a leaf";
  static constexpr int index_operand = 2;
  static constexpr axis_set addressed = 0b110;
  using attributes = along_axis;

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }

  static constexpr auto batched(auto& b) { return b.refused(); }
};

}  // namespace tapeless::ops
