// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Slices of x along one axis, picked by integer indices, as in `numpy.take`.
///
/// Shapes    x: […, n, …], indices: [k…]   →  y: […, k…, …]
/// Gradient  dx = scatter_add of dy; none to the indices
/// Errors    an index outside [0, n) is clamped to the nearest valid one
struct gather_op : structural<op_kind::movement, 2> {
  static constexpr auto name = "gather";
  static constexpr int index_operand = 1;
  static constexpr bool picks_elements = true;
  static constexpr axis_set addressed = 0b11;
  using attributes = along_axis;

  static constexpr dims shape(const shape_request& r) {
    const dims &x = r.operand[0], &indices = r.operand[1];
    dims d;
    d.rank = x.rank - 1 + indices.rank;
    if (d.rank > max_rank) return dims{.rank = -1};
    const int along = attributes::read(r.attr).axis;
    int axis = 0;
    for (int i = 0; i < along; ++i) d[axis++] = x[i];
    for (int i = 0; i < indices.rank; ++i) d[axis++] = indices[i];
    for (int i = along + 1; i < x.rank; ++i) d[axis++] = x[i];
    return d;
  }

  static constexpr auto vjp(auto y, auto dy, auto x, auto indices) {
    return std::array{scattered(dy, indices, x.shape(), attributes::read(y.attr()).axis),
                      decltype(dy){}};
  }

  static constexpr auto batched(auto& b) {
    const int axis = attributes::read(b.attr()).axis;
    if (!b.has_axis(1)) return gathered(b.operand(0), b.operand(1), b.axis(axis));
    if (!b.leads() || b.has_axis(0)) return b.refused();
    // the new axis is the first of the indices': it comes to the front
    const auto y = gathered(b.operand(0), b.operand(1), axis);
    int order = axis;
    for (int i = 1; i < y.shape().rank; ++i) order |= (i <= axis ? i - 1 : i) << (4 * i);
    return permuted(y, order);
  }

  static constexpr time_rule over_time(const time_request& r) {
    const int axis = attributes::read(r.attr).axis;
    if (r.is_sequence(1)) {
      if (r.is_sequence(0)) return {};
      return keeps_frames(r.at[1], r.at[1].axis + axis);
    }
    const time_axis& t = r.at[0];
    if (t.axis == axis) return {};
    return keeps_frames(t, t.axis > axis ? t.axis + r.operand[1].rank - 1 : t.axis);
  }
};

}  // namespace tapeless::ops
