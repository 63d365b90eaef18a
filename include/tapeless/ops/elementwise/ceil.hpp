// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = the least integer ≥ x, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  0: piecewise constant
/// Domain    all x
/// Accuracy  exact
/// Errors    none
struct ceil_op : elementwise<1> {
  static constexpr auto name = "ceil";
  static constexpr bool smooth = false;

  static constexpr auto no_gradient = "piecewise constant";

  static auto lane(auto x) { return ceil(x); }
};

}  // namespace tapeless::ops
