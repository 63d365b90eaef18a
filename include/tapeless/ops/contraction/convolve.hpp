// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// Strides or dilations of up to three spatial axes in one number, ten bits each.
constexpr int packed_steps(int first, int second = 1, int third = 1) {
  return first | second << 10 | third << 20;
}
constexpr int packed_step(int packed, int axis) { return packed >> (10 * axis) & 1023; }
inline constexpr int largest_step = 1023;

/// y[n, p, g, o] = Σ over k, c of x[n, p · stride + k · dilation, g, c] · w[k, g, c, o]: convolution over one to three
/// spatial axes, channels last, without padding (that is `pad`). Groups are an axis of their own.
///
/// `attr.first` holds the strides and `attr.second` the dilations of the spatial axes (`packed_steps`).
///
/// Shapes    x: [N, S…, G, C], w: [K…, G, C, O]   →  y: [N, P…, G, O], P = (S − (K − 1) · dilation − 1) / stride + 1
/// Gradient  dx = convolution of dy, by phases or among zeros, with w turned round; dw = convolve_filter(x, dy)
/// Accuracy  fused multiply-adds in order of k and c
/// Errors    a kernel larger than x: [E060]
struct convolve_op : structural<op_kind::contraction, 2> {
  static constexpr auto name = "convolve";

  /// How many positions a window of k elements has among s.
  static constexpr int positions(int s, int k, int stride, int dilation) {
    const int span = (k - 1) * dilation + 1;
    return s < span ? 0 : (s - span) / stride + 1;
  }

  static constexpr dims shape(const shape_request& r) {
    const dims &x = r.operand[0], &w = r.operand[1];
    const int spatial = x.rank - 3;
    if (spatial < 1 || spatial > 3 || w.rank != x.rank || x[spatial + 1] != w[spatial] ||
        x[spatial + 2] != w[spatial + 1])
      return dims{.rank = -1};
    dims y = x;
    for (int i = 0; i < spatial; ++i) {
      y[1 + i] =
          positions(x[1 + i], w[i], packed_step(r.attr.first, i), packed_step(r.attr.second, i));
      if (y[1 + i] < 1) return dims{.rank = -1};
    }
    y[spatial + 2] = w[spatial + 2];
    return y;
  }

  // dx first: it reads w, and the update of w, which follows dw, must come after
  static constexpr auto vjp(auto y, auto dy, auto x, auto w) {
    const attributes steps = y.attr();
    auto dx = convolved_back(dy, w, x.shape(), steps);
    return std::array{dx, convolved_filter(x, dy, w.shape(), steps)};
  }
};

}  // namespace tapeless::ops
