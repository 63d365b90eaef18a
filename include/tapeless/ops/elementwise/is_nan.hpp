// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = 1 where x is not a number, else 0, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  0: piecewise constant
/// Domain    all x
/// Accuracy  exact
/// Errors    none
struct is_nan_op : elementwise<1> {
  static constexpr auto name = "is_nan";
  static constexpr bool smooth = false;

  static constexpr auto no_gradient = "piecewise constant";

  static auto lane(auto x) { return is_nan(x); }
};

}  // namespace tapeless::ops
