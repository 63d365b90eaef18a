// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// What a value of a repeated region is in every iteration, one behind the other, outside the region: y[t] = x.
///
/// Shapes    x: […]              →  y: [iterations, …]
/// Gradient  dx = each slice of dy
struct stack_op : structural<op_kind::loop, 1> {
  static constexpr auto name = "stack";
  static constexpr int stored_operand = 0;
  static constexpr standing stands = standing::around_region;
  static constexpr auto differentiated_by =
      "the mirror of its region (passes/derive/reverse_sweep.hpp)";

  struct attributes {
    int region = 0;
    int length = 1;  ///< of the region

    static constexpr attributes read(const packed_attributes& p) { return {p.first, p.second}; }
    constexpr packed_attributes packed() const { return {.first = region, .second = length}; }
    constexpr void print(auto& out, const dims&) const { out.add(" of region ").add(region); }
  };

  static constexpr dims shape(const shape_request& r) {
    dims d{.rank = r.operand[0].rank + 1};
    if (d.rank > max_rank) return dims{.rank = -1};
    d[0] = attributes::read(r.attr).length;
    for (int i = 1; i < d.rank; ++i) d[i] = r.operand[0][i - 1];
    return d;
  }

  static constexpr auto batched(auto& b) {
    return b.exchanged(stacked(b.whole(0), attributes::read(b.attr()).region));
  }
};

}  // namespace tapeless::ops
