// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = aᵇ, elementwise.
///
/// Shapes    a, b: any two that broadcast   →  y: their broadcast shape
/// Gradient  da = dy · b · aᵇ⁻¹, db = dy · y · ln a (0 where a = 0)
/// Accuracy  bound asserted in tests/properties/accuracy.cpp
/// Errors    shapes that do not broadcast: [E010]
struct pow_op : elementwise<2> {
  static constexpr auto name = "pow";
  static constexpr op_cost cost = op_cost::composed;
  static constexpr double sample_low = 0.4, sample_high = 2.5;

  static constexpr auto vjp(auto y, auto dy, auto a, auto b) {
    return std::array{dy * (b * pow(a, b - 1.0)), select(equal(a, 0.0), 0.0, dy * (y * log(a)))};
  }

  static auto lane(auto a, auto b) { return pow(a, b); }
};

}  // namespace tapeless::ops
