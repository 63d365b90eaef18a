// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>

#include <tapeless/ops/reduction/fold_of_axes.hpp>

namespace tapeless::ops {

/// y = the greatest of x; nan if any is over some axes, which stay with size 1.
///
/// Shapes    x: any              →  y: as x, reduced axes 1
/// Gradient  dx = dy at the greatest element, in equal shares where several are; told `to_first`, to the first of them in
///           row-major order
/// Accuracy  exact
struct reduce_max_op : fold_of_axes {
  static constexpr auto name = "reduce_max";
  static constexpr formula written{"max(a0, b0)"};  // a: so far, b: one more

  static constexpr auto vjp(auto y, auto dy, auto x) {
    return std::array{attributes::read(y.attr()).to_first ? to_first_of_equals(y, dy, x)
                                                          : shared_among_equals(y, dy, x)};
  }

  template <class T>
  static constexpr T identity = -std::numeric_limits<T>::infinity();
  static auto lane(auto a, auto b) { return maximum(a, b); }           // one more element
  static auto across(auto chunk, auto x) { return chunk.largest(x); }  // the elements of one lane
};

}  // namespace tapeless::ops
