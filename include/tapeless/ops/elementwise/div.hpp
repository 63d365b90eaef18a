// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = a / b, elementwise.
///
/// Shapes    a, b: any two that broadcast   →  y: their broadcast shape
/// Gradient  da = dy / b, db = −(dy / b) · y
/// Accuracy  correctly rounded
/// Errors    shapes that do not broadcast: [E010]
struct div_op : elementwise<2> {
  static constexpr auto name = "div";
  static constexpr formula written{"a3 / b4", 3};
  static constexpr double sample_low = 0.4, sample_high = 2.5;

  static constexpr auto vjp(auto y, auto dy, auto, auto b) {
    return std::array{dy / b, -(dy / b) * y};
  }

  static auto lane(auto a, auto b) { return a / b; }
};

}  // namespace tapeless::ops
