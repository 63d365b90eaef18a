// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = a · b, elementwise.
///
/// Shapes    a, b: any two that broadcast   →  y: their broadcast shape
/// Gradient  da = dy · b, db = dy · a
/// Accuracy  correctly rounded
/// Errors    shapes that do not broadcast: [E010]
struct mul_op : elementwise<2> {
  static constexpr auto name = "mul";
  static constexpr formula written{"a3 * b4", 3};
  static constexpr bool commutative = true;

  static constexpr auto vjp(auto, auto dy, auto a, auto b) { return std::array{dy * b, dy * a}; }

  static auto lane(auto a, auto b) { return a * b; }
};

}  // namespace tapeless::ops
