// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Zeros of the wanted shape, to which slices of updates are added along one axis at integer
/// indices; equal indices add up. The transpose of gather.
///
/// Shapes    updates: […, k…, …], indices: [k…]   →  y: as asked for, […, n, …]
/// Gradient  d updates = gather of dy; none to the indices
/// Errors    an index outside [0, n) is clamped to the nearest valid one
struct scatter_add_op : structural<op_kind::movement, 2> {
  static constexpr auto name = "scatter_add";
  static constexpr int index_operand = 1;
  static constexpr axis_set addressed = 0b11;
  using attributes = along_axis;

  static constexpr auto vjp(auto y, auto dy, auto, auto indices) {
    return std::array{gathered(dy, indices, attributes::read(y.attr()).axis), decltype(dy){}};
  }

  static constexpr auto batched(auto& b) {
    if (b.has_axis(1)) return b.refused();
    const int axis = b.axis(attributes::read(b.attr()).axis);
    return scattered(b.operand(0), b.operand(1), b.shape(), axis);
  }
};

}  // namespace tapeless::ops
