// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = ln x, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy / x
/// Domain    x > 0; 0 → −inf; x < 0 → nan
/// Accuracy  bound asserted in tests/properties/accuracy.cpp
/// Errors    none
struct log_op : elementwise<1> {
  static constexpr auto name = "log";
  static constexpr op_cost cost = op_cost::elementary;
  static constexpr double sample_low = 0.2, sample_high = 3;

  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{dy / x}; }

  static auto lane(auto x) { return log(x); }
};

}  // namespace tapeless::ops
