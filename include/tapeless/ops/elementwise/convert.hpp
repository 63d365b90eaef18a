// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = x in another element type, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy in x's type
/// Domain    to integers: the fraction is cut off; |x| < 2³¹, of smaller integers the low bits
struct convert_op : elementwise<1> {
  static constexpr auto name = "convert";
  static constexpr op_cost cost = op_cost::move;
  static constexpr bool repeats_elements = true, keeps_order = true;
  static constexpr bool smooth = false;

  struct attributes {
    element type{};  ///< of y

    static constexpr attributes read(const packed_attributes& p) {
      return {static_cast<element>(p.first)};
    }
    constexpr packed_attributes packed() const { return {.first = static_cast<int>(type)}; }
    constexpr void print(auto&, const dims&) const {}  // the node's type says it
  };

  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{convert_like(dy, x)}; }

  static auto lane(auto x) { return x; }  // loads and stores do the work, or kernels/nest/apply.hpp
};

}  // namespace tapeless::ops
