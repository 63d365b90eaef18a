// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = eˣ, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy · y     keeps y, lets x go
/// Domain    all x; overflow → inf
/// Accuracy  bound asserted in tests/properties/accuracy.cpp
/// Errors    none
struct exp_op : elementwise<1> {
  static constexpr auto name = "exp";
  static constexpr op_cost cost = op_cost::elementary;

  static constexpr auto vjp(auto y, auto dy, auto) { return std::array{dy * y}; }

  static auto lane(auto x) { return exp(x); }
};

}  // namespace tapeless::ops
