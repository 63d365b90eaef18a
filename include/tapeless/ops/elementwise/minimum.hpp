// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = the lesser of a and b; nan if either is, elementwise.
///
/// Shapes    a, b: any two that broadcast   →  y: their broadcast shape
/// Gradient  to the operand that was taken; half to each where they are equal, as in PyTorch, and where one is nan
/// Accuracy  exact
/// Errors    shapes that do not broadcast: [E010]
struct minimum_op : elementwise<2> {
  static constexpr auto name = "minimum";
  static constexpr formula written{"min(a0, b0)"};
  static constexpr bool smooth = false;

  static constexpr auto vjp(auto, auto dy, auto a, auto b) {
    return std::array{dy * select(less(a, b), 1.0, select(less(b, a), 0.0, 0.5)),
                      dy * (1.0 - select(less(a, b), 1.0, select(less(b, a), 0.0, 0.5)))};
  }

  static auto lane(auto a, auto b) { return minimum(a, b); }
};

}  // namespace tapeless::ops
