// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// The slice of x that belongs to the iteration of a repeated region: x[t].
///
/// Shapes    x: [iterations, …]  →  y: […]
/// Gradient  dx = the slices of dy, stacked
struct each_op : structural<op_kind::view, 1> {
  static constexpr auto name = "each";
  static constexpr standing stands = standing::in_region;
  static constexpr auto differentiated_by =
      "the mirror of its region (passes/derive/reverse_sweep.hpp)";
  static constexpr axis_set addressed = 0b1;

  struct attributes {
    int region = 0;
    int depth = 0;  ///< number of regions around that one

    static constexpr attributes read(const packed_attributes& p) { return {p.first, p.second}; }
    constexpr packed_attributes packed() const { return {.first = region, .second = depth}; }
    constexpr void print(auto& out, const dims&) const { out.add(" of region ").add(region); }
  };

  static constexpr dims shape(const shape_request& r) {
    dims d{.rank = r.operand[0].rank - 1};
    for (int i = 0; i < d.rank; ++i) d[i] = r.operand[0][i + 1];
    return d;
  }

  static constexpr place_of_value place(const place_request& r) {
    place_of_value y = r.x;
    y.step[attributes::read(r.attr).depth] += r.x.stride[0];
    for (int i = 0; i < r.to.rank; ++i) y.stride[i] = r.x.stride[i + 1];
    for (int i = r.to.rank; i < max_rank; ++i) y.stride[i] = 0;
    return y;
  }

  static constexpr auto batched(auto& b) {
    return each_slice(b.exchanged(b.operand(0)), attributes::read(b.attr()).region);
  }

  static constexpr time_rule over_time(const time_request& r) {
    return r.at[0].axis == 0 ? time_rule{} : keeps_frames(r.at[0], r.at[0].axis - 1);
  }
};

}  // namespace tapeless::ops
