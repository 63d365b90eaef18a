// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Windows along one axis: it becomes two, y[…, p, k, …] = x[…, p · stride + k · dilation, …]. Windows may overlap: nothing
/// is copied.
///
/// Shapes    x: […, n, …]        →  y: as asked for, […, p, k, …]
/// Gradient  dx = overlap_add of dy
/// Errors    a window that is longer than the axis: [E004]
struct windows_op : structural<op_kind::view, 1> {
  static constexpr auto name = "windows";
  static constexpr bool leaves_out = true;

  struct attributes {
    int axis = 0;
    int stride = 1;
    int dilation = 1;

    static constexpr attributes read(const packed_attributes& p) {
      return {p.axis, p.first, p.second};
    }
    constexpr packed_attributes packed() const {
      return {.axis = axis, .first = stride, .second = dilation};
    }
    constexpr void print(auto& out, const dims&) const {
      out.add(" axis ").add(axis).add(" stride ").add(stride).add(" dilation ").add(dilation);
    }
  };

  /// The shape of y: p windows of k elements along an axis of d.
  static constexpr dims split(const dims& d, int axis, int p, int k) {
    dims out;
    if (d.rank == max_rank) return dims{.rank = -1};
    out.rank = d.rank + 1;
    for (int i = 0; i < out.rank; ++i) out[i] = i <= axis ? d[i] : d[i - 1];
    out[axis] = p;
    out[axis + 1] = k;
    return out;
  }
  /// Elements of the axis that such windows reach.
  static constexpr int reach(int p, int k, const attributes& a) {
    return (p - 1) * a.stride + (k - 1) * a.dilation + 1;
  }

  /// The wanted shape, if it is one of windows on x.
  static constexpr dims shape(const shape_request& r) {
    const dims &x = r.operand[0], &y = r.wanted;
    const auto a = attributes::read(r.attr);
    const int axis = a.axis;
    const bool fits = axis >= 0 && axis < x.rank && a.stride >= 1 && a.dilation >= 1 &&
                      split(x, axis, y[axis], y[axis + 1]) == y &&
                      reach(y[axis], y[axis + 1], a) <= x[axis];
    return fits ? y : dims{.rank = -1};
  }

  static constexpr auto vjp(auto y, auto dy, auto x) {
    return std::array{overlapped(dy, x.shape(), attributes::read(y.attr()))};
  }

  static constexpr view_sample sample() {
    return {dims_of({3, 9}), dims_of({3, 4, 3}), attributes{.axis = 1, .stride = 2}.packed()};
  }
  static constexpr place_of_value place(const place_request& r) {
    place_of_value y = r.x;
    const auto a = attributes::read(r.attr);
    for (int i = r.to.rank; --i > a.axis + 1;) y.stride[i] = r.x.stride[i - 1];
    y.stride[a.axis] = r.x.stride[a.axis] * a.stride;
    y.stride[a.axis + 1] = r.x.stride[a.axis] * a.dilation;
    return y;
  }

  static constexpr auto batched(auto& b) {
    auto a = attributes::read(b.attr());
    a.axis = b.axis(a.axis);
    return windowed(b.operand(0), b.shape(), a);
  }

  static constexpr time_rule over_time(const time_request& r) {
    const auto a = attributes::read(r.attr);
    const time_axis& t = r.at[0];
    if (a.axis != t.axis) return keeps_frames(t, a.axis < t.axis ? t.axis + 1 : t.axis);
    if (a.stride != 1) return {.need = time_need::every_nth};
    return {time_need::window, t, (r.result[t.axis + 1] - 1) * a.dilation};
  }
};

}  // namespace tapeless::ops
