// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = x in the element type of the node (its `attr.first`, an `element`), elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy in x's type
/// Domain    to integers: the fraction is cut off; |x| < 2³¹, of smaller integers the low bits
struct convert_op : elementwise<1> {
  static constexpr auto name = "convert";
  static constexpr bool smooth = false;

  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{convert_like(dy, x)}; }

  static auto lane(auto x) { return x; }  // loads and stores do the work, or kernels/nest/apply.hpp
};

}  // namespace tapeless::ops
