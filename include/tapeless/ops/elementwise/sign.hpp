// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = −1, 0 or 1, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  0: piecewise constant
/// Domain    all x; nan → nan
/// Accuracy  exact
/// Errors    none
struct sign_op : elementwise<1> {
  static constexpr auto name = "sign";
  static constexpr bool smooth = false;

  static constexpr auto no_gradient = "piecewise constant";

  static auto lane(auto x) { return sign(x); }
};

}  // namespace tapeless::ops
