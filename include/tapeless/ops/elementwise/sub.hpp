// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = a − b, elementwise.
///
/// Shapes    a, b: any two that broadcast   →  y: their broadcast shape
/// Gradient  da = dy, db = −dy
/// Accuracy  correctly rounded
/// Errors    shapes that do not broadcast: [E010]
struct sub_op : elementwise<2> {
  static constexpr auto name = "sub";
  static constexpr formula written{"a2 - b3", 2};

  static constexpr auto vjp(auto, auto dy, auto, auto) { return std::array{dy, -dy}; }

  static auto lane(auto a, auto b) { return a - b; }
};

}  // namespace tapeless::ops
