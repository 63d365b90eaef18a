// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = tanh x, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy · (1 − y²)     keeps y, lets x go
/// Domain    all x; ±inf → ±1; nan → nan
/// Accuracy  bound asserted in tests/properties/accuracy.cpp
/// Errors    none
struct tanh_op : elementwise<1> {
  static constexpr auto name = "tanh";
  static constexpr op_cost cost = op_cost::elementary;
  static constexpr double sample_low = -3, sample_high = 3;

  static constexpr auto vjp(auto y, auto dy, auto) { return std::array{dy * (1.0 - y * y)}; }

  static auto lane(auto x) { return tanh(x); }
};

}  // namespace tapeless::ops
