// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = x; no gradient passes.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  0 by definition
struct stop_gradient_op : elementwise<1> {
  static constexpr auto name = "stop_gradient";
  static constexpr bool smooth = false;

  static constexpr auto vjp(auto, auto, auto x) { return no_gradient(x); }

  static auto lane(auto x) { return x; }
};

}  // namespace tapeless::ops
