// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Common part of folds over some axes, which stay with size 1.
///
/// Such an op adds `identity<T>`, the neutral element; `lane(a, x)`, one more element; and `across(chunk, x)`, the elements of
/// one register.
struct fold_of_axes : structural<op_kind::reduction, 1> {
  static constexpr op_cost cost = op_cost::simple;

  struct attributes {
    axis_set axes = 0;
    /// of a greatest or least element: the gradient goes to the first of equals in row-major order
    bool to_first = false;

    static constexpr attributes read(const packed_attributes& p) { return {p.axis, p.first != 0}; }
    constexpr packed_attributes packed() const { return {.axis = axes, .first = to_first ? 1 : 0}; }
    constexpr void print(auto& out, const dims& y) const {
      print_axes(out.add(" over"), axes, y.rank);
      if (to_first) out.add(" first");
    }
  };

  static constexpr dims shape(const shape_request& r) {
    return reduced(r.operand[0], attributes::read(r.attr).axes);
  }

  static constexpr auto batched(auto& b) {
    auto a = attributes::read(b.attr());
    a.axes = b.axes(a.axes);
    return b.again(b.operand(0), a);
  }

  static constexpr time_rule over_time(const time_request& r) {
    if (has_axis(attributes::read(r.attr).axes, r.at[0].axis)) return {};
    return keeps_frames(r.at[0], r.at[0].axis);
  }
};

}  // namespace tapeless::ops
