// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = 1 where a ≠ b, else 0, elementwise; in the operands' type. Any comparison with nan but ≠ is 0.
///
/// Shapes    a, b: any two that broadcast   →  y: their broadcast shape
/// Gradient  0: piecewise constant
/// Errors    shapes that do not broadcast: [E010]
struct not_equal_op : elementwise<2> {
  static constexpr auto name = "not_equal";
  static constexpr formula written{"a1 != b2", 1};
  static constexpr bool smooth = false;
  static constexpr bool commutative = true;
  static constexpr auto no_gradient = "piecewise constant";

  static auto lane(auto a, auto b) {
    return a != b;
  }  // a mask; it becomes 1 or 0 where a number is needed
};

}  // namespace tapeless::ops
