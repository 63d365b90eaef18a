// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Axis i of y is axis p[i] of x; p is packed into `attr.axis`, four bits each.
///
/// Shapes    x: any              →  y: permuted
/// Gradient  dx = dy permuted back
/// Errors    not a permutation: [E015]
struct permute_op : structural<op_kind::view, 1> {
  static constexpr auto name = "permute";

  static constexpr int source_axis(int packed, int axis) { return (packed >> (4 * axis)) & 15; }
  static constexpr int inverse(int packed, int rank) {
    int out = 0;
    for (int i = 0; i < rank; ++i) out |= i << (4 * source_axis(packed, i));
    return out;
  }

  static constexpr dims shape(const shape_request& r) {
    dims d = r.operand[0];
    for (int i = 0; i < d.rank; ++i) d[i] = r.operand[0][source_axis(r.attr.axis, i)];
    return d;
  }

  static constexpr auto vjp(auto y, auto dy, auto x) {
    return std::array{permuted(dy, inverse(y.attr().axis, x.shape().rank))};
  }
};

}  // namespace tapeless::ops
