// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// x between copies of `attr.value` along one axis: `attr.first` before, `attr.second` between
/// neighbours, the rest of the wanted size behind.
///
/// Shapes    x: any              →  y: as asked for
/// Gradient  dx = the slice of dy where x went
struct pad_op : structural<op_kind::movement, 1> {
  static constexpr auto name = "pad";

  static constexpr auto vjp(auto y, auto dy, auto x) {
    const auto a = y.attr();
    return std::array{
        sliced(dy, x.shape(), {.axis = a.axis, .first = a.first, .second = a.second + 1})};
  }
};

}  // namespace tapeless::ops
