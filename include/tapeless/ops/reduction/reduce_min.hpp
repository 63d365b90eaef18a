// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = the least of x; nan if any is over the axes in `attr.axis`, which stay with size 1.
///
/// Shapes    x: any              →  y: as x, reduced axes 1
/// Gradient  dx = dy at the least element, in equal shares where several are; with `attr.first` = 1 to the first of
///           them in row-major order
/// Accuracy  exact
struct reduce_min_op : structural<op_kind::reduction, 1> {
  static constexpr auto name = "reduce_min";

  static constexpr dims shape(const shape_request& r) { return reduced(r.operand[0], r.attr.axis); }

  static constexpr auto vjp(auto y, auto dy, auto x) {
    return std::array{y.attr().first == 1 ? to_first_of_equals(y, dy, x)
                                          : shared_among_equals(y, dy, x)};
  }

  template <class T>
  static constexpr T identity = std::numeric_limits<T>::infinity();
  static auto lane(auto a, auto b) { return minimum(a, b); }            // one more element
  static auto across(auto chunk, auto x) { return chunk.smallest(x); }  // the elements of one lane
};

}  // namespace tapeless::ops
