// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = c − a · b with one rounding where the machine can, elementwise.
///
/// Users do not write it: `schedule` makes it of a product that only a difference reads.
///
/// Shapes    a, b, c: any that broadcast   →  y: their broadcast shape
/// Gradient  da = −dy · b, db = −dy · a, dc = dy
struct fnma_op : elementwise<3> {
  static constexpr auto name = "fnma";
  static constexpr op_cost cost = op_cost::multiply_add;
  static constexpr formula written{"c2 - a3 * b4", 2};

  static constexpr auto vjp(auto, auto dy, auto a, auto b, auto) {
    return std::array{-dy * b, -dy * a, dy};
  }

  static auto lane(auto a, auto b, auto c) { return fnma(a, b, c); }
};

}  // namespace tapeless::ops
