// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = √x, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy / (2y)     keeps y, lets x go
/// Domain    x ≥ 0; x < 0 → nan
/// Accuracy  correctly rounded
/// Errors    none
struct sqrt_op : elementwise<1> {
  static constexpr auto name = "sqrt";
  static constexpr double sample_low = 0.2, sample_high = 4;

  static constexpr auto vjp(auto y, auto dy, auto) { return std::array{dy / (2.0 * y)}; }

  static auto lane(auto x) { return sqrt(x); }
};

}  // namespace tapeless::ops
