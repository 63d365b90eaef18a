// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = a where condition is not 0, else b, elementwise.
///
/// Shapes    condition, a, b: any that broadcast   →  y: their broadcast shape
/// Gradient  da = dy where condition, else 0; db the other way; none to the condition
/// Accuracy  exact
/// Errors    shapes that do not broadcast: [E010]
struct select_op : elementwise<3> {
  static constexpr auto name = "select";
  static constexpr formula written{"a1 ? b1 : c0", 0};
  static constexpr bool takes_condition = true;
  static constexpr bool smooth = false;
  static constexpr int first_typed = 1;  ///< the condition has no say in the type of y

  static constexpr auto vjp(auto, auto dy, auto condition, auto, auto) {
    return std::array{decltype(dy){}, select(condition, dy, 0.0), select(condition, 0.0, dy)};
  }

  static auto lane(auto condition, auto a, auto b) { return select(condition, a, b); }
};

}  // namespace tapeless::ops
