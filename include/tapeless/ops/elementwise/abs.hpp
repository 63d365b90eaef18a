// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = |x|, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy · sign(x)
/// Domain    all x; nan → nan
/// Accuracy  exact
/// Errors    none
struct abs_op : elementwise<1> {
  static constexpr auto name = "abs";
  static constexpr bool smooth = false;

  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{dy * sign(x)}; }

  static auto lane(auto x) { return abs(x); }
};

}  // namespace tapeless::ops
