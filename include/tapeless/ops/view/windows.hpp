// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Windows along one axis: axis `attr.axis` becomes two, y[…, p, k, …] = x[…, p · attr.first + k · attr.second, …]
/// (first: the stride, second: the dilation). Windows may overlap: nothing is copied.
///
/// Shapes    x: […, n, …]        →  y: as asked for, […, p, k, …]
/// Gradient  dx = overlap_add of dy
/// Errors    a window that is longer than the axis: [E004]
struct windows_op : structural<op_kind::view, 1> {
  static constexpr auto name = "windows";

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
    return (p - 1) * a.first + (k - 1) * a.second + 1;
  }

  /// The wanted shape, if it is one of windows on x.
  static constexpr dims shape(const shape_request& r) {
    const dims &x = r.operand[0], &y = r.wanted;
    const int axis = r.attr.axis;
    const bool fits = axis >= 0 && axis < x.rank && r.attr.first >= 1 && r.attr.second >= 1 &&
                      split(x, axis, y[axis], y[axis + 1]) == y &&
                      reach(y[axis], y[axis + 1], r.attr) <= x[axis];
    return fits ? y : dims{.rank = -1};
  }

  static constexpr auto vjp(auto y, auto dy, auto x) {
    return std::array{overlapped(dy, x.shape(), y.attr())};
  }
};

}  // namespace tapeless::ops
