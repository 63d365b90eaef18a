// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Elements first, first + step, … along one axis.
///
/// Shapes    x: any              →  y: as asked for
/// Gradient  dx = dy between zeros
/// Errors    out of range: [E016]
struct slice_op : structural<op_kind::view, 1> {
  static constexpr auto name = "slice";
  static constexpr bool leaves_out = true;

  struct attributes {
    int axis = 0;
    int first = 0;
    int step = 1;

    static constexpr attributes read(const packed_attributes& p) {
      return {p.axis, p.first, p.second};
    }
    constexpr packed_attributes packed() const {
      return {.axis = axis, .first = first, .second = step};
    }
    constexpr void print(auto& out, const dims&) const {
      out.add(" axis ").add(axis).add(" from ").add(first).add(" step ").add(step);
    }
  };

  static constexpr auto vjp(auto y, auto dy, auto x) {
    const auto a = attributes::read(y.attr());
    return std::array{
        padded(dy, x.shape(), {.axis = a.axis, .before = a.first, .between = a.step - 1})};
  }

  static constexpr view_sample sample() {
    return {dims_of({3, 7}), dims_of({3, 3}),
            attributes{.axis = 1, .first = 1, .step = 2}.packed()};
  }
  static constexpr place_of_value place(const place_request& r) {
    place_of_value y = r.x;
    const auto a = attributes::read(r.attr);
    y.start += a.first * r.x.stride[a.axis];
    y.stride[a.axis] = r.x.stride[a.axis] * a.step;
    return y;
  }

  static constexpr auto batched(auto& b) {
    auto a = attributes::read(b.attr());
    a.axis = b.axis(a.axis);
    return sliced(b.operand(0), b.shape(), a);
  }

  static constexpr time_rule over_time(const time_request& r) {
    const auto a = attributes::read(r.attr);
    if (a.axis != r.at[0].axis) return keeps_frames(r.at[0], r.at[0].axis);
    if (a.step != 1) return {.need = time_need::every_nth};
    return {time_need::window, r.at[0], a.first};
  }
};

}  // namespace tapeless::ops
