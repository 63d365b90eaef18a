// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// What a value of a repeated region is in every iteration, one behind the other, outside the region: y[t] = x.
/// Region `attr.first`, with `attr.second` iterations.
///
/// Shapes    x: […]              →  y: [iterations, …]
/// Gradient  dx = each slice of dy
struct stack_op : structural<op_kind::loop, 1> {
  static constexpr auto name = "stack";

  static constexpr dims shape(const shape_request& r) {
    dims d{.rank = r.operand[0].rank + 1};
    if (d.rank > max_rank) return dims{.rank = -1};
    d[0] = r.attr.second;
    for (int i = 1; i < d.rank; ++i) d[i] = r.operand[0][i - 1];
    return d;
  }
};

}  // namespace tapeless::ops
