// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = max(x, 0), elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy where y > 0, else 0     keeps y, lets x go; 0 at 0 as in PyTorch
/// Domain    all x; nan → nan
/// Accuracy  exact
/// Errors    none
struct relu_op : elementwise<1> {
  static constexpr auto name = "relu";
  static constexpr bool smooth = false;

  static constexpr auto vjp(auto y, auto dy, auto) {
    return std::array{select(less_equal(y, 0.0), 0.0, dy)};
  }

  static auto lane(auto x) { return maximum(x, decltype(x)(0)); }
};

}  // namespace tapeless::ops
