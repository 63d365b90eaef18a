// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Elements first, first + step, … along one axis (`attr.axis`, `attr.first`, `attr.second` = step).
///
/// Shapes    x: any              →  y: as asked for
/// Gradient  dx = dy between zeros
/// Errors    out of range: [E016]
struct slice_op : structural<op_kind::view, 1> {
  static constexpr auto name = "slice";

  static constexpr auto vjp(auto y, auto dy, auto x) {
    const auto a = y.attr();
    return std::array{
        padded(dy, x.shape(), {.axis = a.axis, .first = a.first, .second = a.second - 1})};
  }
};

}  // namespace tapeless::ops
