// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// x between copies of a number along one axis: so many before, so many between neighbours, the rest of the wanted size behind.
///
/// Shapes    x: any              →  y: as asked for
/// Gradient  dx = the slice of dy where x went
struct pad_op : structural<op_kind::movement, 1> {
  static constexpr auto name = "pad";

  struct attributes {
    int axis = 0;
    int before = 0;
    int between = 0;  ///< two neighbours
    double value = 0;

    static constexpr attributes read(const packed_attributes& p) {
      return {p.axis, p.first, p.second, p.value};
    }
    constexpr packed_attributes packed() const { return {axis, before, between, value}; }
    constexpr void print(auto& out, const dims&) const {
      out.add(" axis ").add(axis).add(" from ").add(before).add(" step ").add(between);
    }
  };

  static constexpr auto vjp(auto y, auto dy, auto x) {
    const auto a = attributes::read(y.attr());
    return std::array{
        sliced(dy, x.shape(), {.axis = a.axis, .first = a.before, .step = a.between + 1})};
  }

  static constexpr auto batched(auto& b) {
    auto a = attributes::read(b.attr());
    a.axis = b.axis(a.axis);
    return padded(b.operand(0), b.shape(), a);
  }

  static constexpr time_rule over_time(const time_request& r) {
    const auto a = attributes::read(r.attr);
    if (a.axis != r.at[0].axis) return keeps_frames(r.at[0], r.at[0].axis);
    if (!r.at[0].whole_axis() || a.between != 0) return {.need = time_need::every_nth};
    return {time_need::frame_before, r.at[0], a.before};
  }
};

}  // namespace tapeless::ops
