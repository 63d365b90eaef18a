// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// A value that a repeated region carries from one iteration to the next: x in the first, what its `advance` names
/// in every other.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  a carry of the mirrored region (passes/derive/differentiate.hpp)
struct carry_op : structural<op_kind::loop, 1> {
  static constexpr auto name = "carry";
  static constexpr standing stands = standing::in_region;
  static constexpr auto differentiated_by =
      "the mirror of its region (passes/derive/reverse_sweep.hpp)";

  struct attributes {
    int region = 0;
    int number = 0;  ///< among the carries of the region

    static constexpr attributes read(const packed_attributes& p) { return {p.first, p.second}; }
    constexpr packed_attributes packed() const { return {.first = region, .second = number}; }
    constexpr void print(auto& out, const dims&) const { out.add(" of region ").add(region); }
  };

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }

  static constexpr auto batched(auto& b) {
    const auto a = attributes::read(b.attr());
    return carried(b.whole(0), a.region, a.number);
  }
};

}  // namespace tapeless::ops
