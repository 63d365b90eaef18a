// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = −x, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = −dy
/// Domain    all x
/// Accuracy  exact
/// Errors    none
struct neg_op : elementwise<1> {
  static constexpr auto name = "neg";
  static constexpr formula written{"-a4"};

  static constexpr auto vjp(auto, auto dy, auto) { return std::array{-dy}; }

  static auto lane(auto x) { return -x; }
};

}  // namespace tapeless::ops
