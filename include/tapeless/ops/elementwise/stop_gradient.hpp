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
  static constexpr op_cost cost = op_cost::move;
  static constexpr bool repeats_elements = true, keeps_order = true;
  static constexpr bool smooth = false;

  static constexpr auto no_gradient = "by definition";

  static auto lane(auto x) { return x; }
};

}  // namespace tapeless::ops
