// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// The same elements in row-major order under another shape of as many elements.
///
/// Shapes    x: any              →  y: as asked for
/// Gradient  dx = dy in x's shape
/// Errors    different number of elements: [E013]
struct reshape_op : structural<op_kind::view, 1> {
  static constexpr auto name = "reshape";
  static constexpr bool keeps_order = true;

  static constexpr auto vjp(auto, auto dy, auto x) { return std::array{reshape_to(dy, x.shape())}; }

  static constexpr dims shape(const shape_request& r) {
    return r.operand[0].count() == r.wanted.count() ? r.wanted : dims{.rank = -1};
  }

  static constexpr view_sample sample() { return {dims_of({3, 4}), dims_of({2, 6})}; }
  /// Strides say it where only axes of size 1 come or go, or where x is in order.
  static constexpr place_of_value place(const place_request& r) {
    place_of_value y{r.x.base, r.x.start, {}, r.x.step};
    if (same_squeezed(r.from, r.to)) {
      int axis = 0;
      for (int i = 0; i < r.to.rank; ++i) {
        if (r.to[i] == 1) continue;
        while (r.from[axis] == 1) ++axis;
        y.stride[i] = r.x.stride[axis++];
      }
      return y;
    }
    if (!is_row_major(r.x, r.from)) return {};
    y.stride = row_major_strides(r.to);
    return y;
  }

  static constexpr auto batched(auto& b) { return reshape_to(b.operand(0), b.shape()); }

  static constexpr time_rule over_time(const time_request& r) {
    const time_axis t = reshaped(r.at[0], r.operand[0], r.result);
    return t.axis < 0 ? time_rule{} : keeps_frames(t, t.axis);
  }
};

}  // namespace tapeless::ops
