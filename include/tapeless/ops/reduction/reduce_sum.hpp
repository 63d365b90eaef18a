// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>

#include <tapeless/ops/reduction/fold_of_axes.hpp>

namespace tapeless::ops {

/// y = Σ x over some axes, which stay with size 1.
///
/// Shapes    x: any              →  y: as x, reduced axes 1
/// Gradient  dx = dy, broadcast
/// Accuracy  lanes hold partial sums: error grows with n / lanes
struct reduce_sum_op : fold_of_axes {
  static constexpr auto name = "reduce_sum";
  static constexpr formula written{"a2 + b3", 2};  // a: so far, b: one more

  static constexpr auto vjp(auto, auto dy, auto x) {
    return std::array{broadcast_to(dy, x.shape())};
  }

  template <class T>
  static constexpr T identity = T(0);
  static auto lane(auto a, auto b) { return a + b; }               // one more element
  static auto across(auto chunk, auto x) { return chunk.sum(x); }  // the elements of one lane
};

}  // namespace tapeless::ops
