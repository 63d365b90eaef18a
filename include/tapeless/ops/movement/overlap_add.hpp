// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>
#include <tapeless/ops/view/windows.hpp>

namespace tapeless::ops {

/// Windows laid over each other and added: zeros of the wanted shape, to which x[…, p, k, …] is added along one axis
/// at p · stride + k · dilation. The transpose of windows.
///
/// Shapes    x: […, p, k, …]     →  y: as asked for, […, n, …]
/// Gradient  dx = windows of dy
/// Errors    a window that is longer than the axis: [E004]
struct overlap_add_op : structural<op_kind::movement, 1> {
  static constexpr auto name = "overlap_add";
  using attributes = windows_op::attributes;

  /// The wanted shape, if the operand's is one of windows on it.
  static constexpr dims shape(const shape_request& r) {
    shape_request backward = r;
    backward.operand[0] = r.wanted;
    backward.wanted = r.operand[0];
    return windows_op::shape(backward).rank < 0 ? dims{.rank = -1} : r.wanted;
  }

  static constexpr auto vjp(auto y, auto dy, auto x) {
    return std::array{windowed(dy, x.shape(), attributes::read(y.attr()))};
  }

  static constexpr auto batched(auto& b) {
    auto a = attributes::read(b.attr());
    a.axis = b.axis(a.axis);
    return overlapped(b.operand(0), b.shape(), a);
  }
};

}  // namespace tapeless::ops
