// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// The slice of x that belongs to the iteration of a repeated region: x[t]. Region `attr.first`, at depth
/// `attr.second` of nested regions.
///
/// Shapes    x: [iterations, …]  →  y: […]
/// Gradient  dx = the slices of dy, stacked
struct each_op : structural<op_kind::view, 1> {
  static constexpr auto name = "each";

  static constexpr dims shape(const shape_request& r) {
    dims d{.rank = r.operand[0].rank - 1};
    for (int i = 0; i < d.rank; ++i) d[i] = r.operand[0][i + 1];
    return d;
  }
};

}  // namespace tapeless::ops
