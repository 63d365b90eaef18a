// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// What a carry is in the next iteration: belongs to the region of the carry, and takes effect at its end.
///
/// Operands  the carry, its next value
/// Shapes    both the same       →  y: same
/// Gradient  see carry_op
struct advance_op : structural<op_kind::loop, 2> {
  static constexpr auto name = "advance";
  static constexpr int stored_operand = 1;
  static constexpr standing stands = standing::in_region;
  static constexpr auto differentiated_by =
      "the mirror of its region (passes/derive/reverse_sweep.hpp)";

  struct attributes {
    int region = 0;

    static constexpr attributes read(const packed_attributes& p) { return {p.first}; }
    constexpr packed_attributes packed() const { return {.first = region}; }
    constexpr void print(auto&, const dims&) const {}
  };

  static constexpr dims shape(const shape_request& r) {
    return r.operand[0] == r.operand[1] ? r.operand[0] : dims{.rank = -1};
  }

  static constexpr auto batched(auto& b) { return advanced(b.operand(0), b.whole(1)); }
};

}  // namespace tapeless::ops
