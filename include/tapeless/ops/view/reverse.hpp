// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Order reversed along some axes.
///
/// Shapes    x: any              →  y: same as x
/// Gradient  dx = dy reversed
struct reverse_op : structural<op_kind::view, 1> {
  static constexpr auto name = "reverse";

  struct attributes {
    axis_set axes = 0;

    static constexpr attributes read(const packed_attributes& p) { return {p.axis}; }
    constexpr packed_attributes packed() const { return {.axis = axes}; }
    constexpr void print(auto& out, const dims& y) const {
      print_axes(out.add(" axes"), axes, y.rank);
    }
  };

  static constexpr dims shape(const shape_request& r) { return r.operand[0]; }
  static constexpr auto vjp(auto y, auto dy, auto) {
    return std::array{reversed(dy, attributes::read(y.attr()).axes)};
  }

  static constexpr view_sample sample() {
    return {dims_of({2, 3, 5}), dims_of({2, 3, 5}), attributes{0b101}.packed()};
  }
  static constexpr place_of_value place(const place_request& r) {
    place_of_value y = r.x;
    const auto a = attributes::read(r.attr);
    for (int i = 0; i < r.to.rank; ++i) {
      if (!has_axis(a.axes, i)) continue;
      y.start += (r.to[i] - 1) * r.x.stride[i];
      y.stride[i] = -r.x.stride[i];
    }
    return y;
  }

  static constexpr auto batched(auto& b) {
    return reversed(b.operand(0), b.axes(attributes::read(b.attr()).axes));
  }

  static constexpr time_rule over_time(const time_request& r) {
    if (has_axis(attributes::read(r.attr).axes, r.at[0].axis)) return {};
    return keeps_frames(r.at[0], r.at[0].axis);
  }
};

}  // namespace tapeless::ops
