// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// A carry after the last iteration, outside its region.
///
/// Operands  the carry's `advance`
/// Shapes    x: any              →  y: same as x
/// Gradient  the first value of the carry's cotangent
struct final_op : structural<op_kind::loop, 1> {
  static constexpr auto name = "final";
  static constexpr standing stands = standing::around_region;
  static constexpr auto differentiated_by =
      "the mirror of its region (passes/derive/reverse_sweep.hpp)";

  struct attributes {
    int region = 0;

    static constexpr attributes read(const packed_attributes& p) { return {p.first}; }
    constexpr packed_attributes packed() const { return {.first = region}; }
    constexpr void print(auto&, const dims&) const {}
  };

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }

  static constexpr auto batched(auto& b) { return after_last(b.operand(0)); }
};

}  // namespace tapeless::ops
