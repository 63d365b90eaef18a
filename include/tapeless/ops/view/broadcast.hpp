// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// x stretched to a shape by NumPy's rules.
///
/// Shapes    x: any that broadcasts to y   →  y: as asked for
/// Gradient  dx = dy summed over the stretched axes
/// Errors    shapes that do not broadcast: [E010]
struct broadcast_op : structural<op_kind::view, 1> {
  static constexpr auto name = "broadcast";

  static constexpr auto vjp(auto, auto dy, auto) {
    return std::array{dy};
  }  // summing is everyone's

  static constexpr view_sample sample() { return {dims_of({3, 1}), dims_of({2, 3, 4})}; }
  static constexpr place_of_value place(const place_request& r) {
    place_of_value y = r.x;
    const int shift = r.to.rank - r.from.rank;
    for (int i = 0; i < r.to.rank; ++i)
      y.stride[i] = i < shift || r.from[i - shift] == 1 ? 0 : r.x.stride[i - shift];
    return y;
  }

  static constexpr auto batched(auto& b) { return broadcast_to(b.beside(0), b.shape()); }

  // A stretched axis of frames would show one frame at all times.
  static constexpr time_rule over_time(const time_request& r) {
    time_axis t = r.at[0];
    t.axis += r.result.rank - r.operand[0].rank;
    if (r.result[t.axis] != t.outer * t.length * t.inner) return {};
    return keeps_frames(t, t.axis);
  }
};

}  // namespace tapeless::ops
