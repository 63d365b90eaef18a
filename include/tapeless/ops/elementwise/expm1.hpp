// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = eˣ − 1, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy · (y + 1)     keeps y, lets x go
/// Domain    all x
/// Accuracy  bound asserted in tests/properties/accuracy.cpp
/// Errors    none
struct expm1_op : elementwise<1> {
  static constexpr auto name = "expm1";
  static constexpr op_cost cost = op_cost::elementary;

  static constexpr auto vjp(auto y, auto dy, auto) { return std::array{dy * (y + 1.0)}; }

  static auto lane(auto x) { return expm1(x); }
};

}  // namespace tapeless::ops
