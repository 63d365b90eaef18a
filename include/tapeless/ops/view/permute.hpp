// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Axis i of y is axis p[i] of x.
///
/// Shapes    x: any              →  y: permuted
/// Gradient  dx = dy permuted back
/// Errors    not a permutation: [E015]
struct permute_op : structural<op_kind::view, 1> {
  static constexpr auto name = "permute";

  struct attributes {
    int order = 0;  ///< the axes of x in their new order, four bits each, the first lowest

    /// The axis of x that is axis i of y.
    constexpr int source(int i) const { return (order >> (4 * i)) & 15; }

    constexpr attributes inverse(int rank) const {
      attributes back;
      for (int i = 0; i < rank; ++i) place_axis(back.order, source(i), i);
      return back;
    }

    static constexpr attributes read(const packed_attributes& p) { return {p.axis}; }
    constexpr packed_attributes packed() const { return {.axis = order}; }
    constexpr void print(auto& out, const dims& y) const {
      out.add(" axes");
      for (int i = 0; i < y.rank; ++i) out.add(' ').add(source(i));
    }
  };

  /// Says of an order under construction that axis `at` of y is axis `from` of x.
  static constexpr void place_axis(int& order, int at, int from) { order |= from << (4 * at); }

  static constexpr dims shape(const shape_request& r) {
    dims d = r.operand[0];
    const auto a = attributes::read(r.attr);
    for (int i = 0; i < d.rank; ++i) d[i] = r.operand[0][a.source(i)];
    return d;
  }

  static constexpr auto vjp(auto y, auto dy, auto x) {
    return std::array{permuted(dy, attributes::read(y.attr()).inverse(x.shape().rank).order)};
  }

  static constexpr view_sample sample() {
    return {dims_of({2, 3, 5}), dims_of({5, 2, 3}), attributes{2 | 0 << 4 | 1 << 8}.packed()};
  }
  static constexpr place_of_value place(const place_request& r) {
    place_of_value y = r.x;
    const auto a = attributes::read(r.attr);
    for (int i = 0; i < r.to.rank; ++i) y.stride[i] = r.x.stride[a.source(i)];
    return y;
  }

  static constexpr auto batched(auto& b) {
    const auto a = attributes::read(b.attr());
    const int rank = b.result().rank;
    int order = 0;
    place_axis(order, b.new_axis(rank), b.new_axis(rank));
    for (int i = 0; i < rank; ++i) place_axis(order, b.axis(i), b.axis(a.source(i)));
    return permuted(b.operand(0), order);
  }

  static constexpr time_rule over_time(const time_request& r) {
    const auto a = attributes::read(r.attr);
    time_axis t = r.at[0];
    for (int i = 0; i < r.result.rank; ++i)
      if (a.source(i) == r.at[0].axis) t.axis = i;
    return keeps_frames(t, t.axis);
  }
};

}  // namespace tapeless::ops
