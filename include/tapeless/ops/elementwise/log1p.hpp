// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = ln(1 + x), elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy / (1 + x)
/// Domain    x > −1
/// Accuracy  bound asserted in tests/properties/accuracy.cpp
/// Errors    none
struct log1p_op : elementwise<1> {
  static constexpr auto name = "log1p";
  static constexpr op_cost cost = op_cost::elementary;
  static constexpr double sample_low = -0.7, sample_high = 3;

  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{dy / (1.0 + x)}; }

  static auto lane(auto x) { return log1p(x); }
};

}  // namespace tapeless::ops
