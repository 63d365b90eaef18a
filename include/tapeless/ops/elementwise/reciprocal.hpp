// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = 1/x, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = −dy · y²     keeps y, lets x go
/// Domain    x ≠ 0; 0 → inf
/// Accuracy  correctly rounded
/// Errors    none
struct reciprocal_op : elementwise<1> {
  static constexpr auto name = "reciprocal";
  static constexpr double sample_low = 0.3, sample_high = 3;

  static constexpr auto vjp(auto y, auto dy, auto) { return std::array{-dy * (y * y)}; }

  static auto lane(auto x) { return reciprocal(x); }
};

}  // namespace tapeless::ops
