// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = sin x (radians), elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy · cos x
/// Domain    finite x; ±inf → nan
/// Accuracy  bound asserted in tests/properties/accuracy.cpp
/// Errors    none
struct sin_op : elementwise<1> {
  static constexpr auto name = "sin";
  static constexpr op_cost cost = op_cost::elementary;

  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{dy * cos(x)}; }

  static auto lane(auto x) { return sin(x); }
};

}  // namespace tapeless::ops
