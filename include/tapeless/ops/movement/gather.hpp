// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Slices of x along `attr.axis` picked by integer indices, as in `numpy.take`.
///
/// Shapes    x: […, n, …], indices: [k…]   →  y: […, k…, …]
/// Gradient  dx = scatter_add of dy; none to the indices
/// Errors    an index outside [0, n) is clamped to the nearest valid one
struct gather_op : structural<op_kind::movement, 2> {
  static constexpr auto name = "gather";

  static constexpr dims shape(const shape_request& r) {
    const dims &x = r.operand[0], &indices = r.operand[1];
    dims d;
    d.rank = x.rank - 1 + indices.rank;
    if (d.rank > max_rank) return dims{.rank = -1};
    int axis = 0;
    for (int i = 0; i < r.attr.axis; ++i) d[axis++] = x[i];
    for (int i = 0; i < indices.rank; ++i) d[axis++] = indices[i];
    for (int i = r.attr.axis + 1; i < x.rank; ++i) d[axis++] = x[i];
    return d;
  }

  static constexpr auto vjp(auto y, auto dy, auto x, auto indices) {
    return std::array{scattered(dy, indices, x.shape(), y.attr().axis), decltype(dy){}};
  }
};

}  // namespace tapeless::ops
