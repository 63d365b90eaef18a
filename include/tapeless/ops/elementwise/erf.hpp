// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = erf x, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy · 2/√π · exp(−x²)
/// Domain    all x; ±inf → ±1
/// Accuracy  bound asserted in tests/properties/accuracy.cpp
/// Errors    none
struct erf_op : elementwise<1> {
  static constexpr auto name = "erf";
  static constexpr op_cost cost = op_cost::elementary;

  static constexpr auto vjp(auto, auto dy, auto x) {
    return std::array{dy * (1.1283791670955126 * exp(-(x * x)))};
  }

  static auto lane(auto x) { return erf(x); }
};

}  // namespace tapeless::ops
