// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = 1/(1 + e⁻ˣ), elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy · y · (1 − y)     keeps y, lets x go
/// Domain    all x; −inf → 0; inf → 1
/// Accuracy  bound asserted in tests/properties/accuracy.cpp
/// Errors    none
struct logistic_op : elementwise<1> {
  static constexpr auto name = "logistic";
  static constexpr op_cost cost = op_cost::elementary;
  static constexpr double sample_low = -4, sample_high = 4;

  static constexpr auto vjp(auto y, auto dy, auto) { return std::array{dy * (y * (1.0 - y))}; }

  static auto lane(auto x) { return logistic(x); }
};

}  // namespace tapeless::ops
