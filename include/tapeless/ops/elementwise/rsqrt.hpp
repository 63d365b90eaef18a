// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = 1/√x, elementwise.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = −dy · y³ / 2     keeps y, lets x go
/// Domain    x > 0; 0 → inf
/// Accuracy  two roundings
/// Errors    none
struct rsqrt_op : elementwise<1> {
  static constexpr auto name = "rsqrt";
  static constexpr double sample_low = 0.2, sample_high = 4;

  static constexpr auto vjp(auto y, auto dy, auto) { return std::array{-0.5 * dy * (y * y * y)}; }

  static auto lane(auto x) { return rsqrt(x); }
};

}  // namespace tapeless::ops
