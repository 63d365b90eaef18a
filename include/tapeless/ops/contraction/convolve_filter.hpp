// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/contraction/convolve.hpp>

namespace tapeless::ops {

/// dw[k, g, c, o] = Σ over n, p of x[n, p · stride + k · dilation, g, c] · dy[n, p, g, o]: the gradient of `convolve` by its
/// weight, with the same attributes.
///
/// Shapes    x: [N, S…, G, C], dy: [N, P…, G, O]   →  dw: [K…, G, C, O] as asked for
/// Gradient  by x as in `convolve`, with the cotangent for w; by dy: convolve(x, cotangent)
/// Accuracy  fused multiply-adds in order of n and p
struct convolve_filter_op : structural<op_kind::contraction, 2> {
  static constexpr auto name = "convolve_filter";
  static constexpr op_cost cost = op_cost::multiply_add;
  static constexpr axis_set addressed = 0b11;
  using attributes = convolve_op::attributes;

  static constexpr dims shape(const shape_request& r) {
    const dims &x = r.operand[0], &dy = r.operand[1], &w = r.wanted;
    const dims y = convolve_op::shape({{x, w, {}}, r.attr, {}});
    return y == dy ? w : dims{.rank = -1};
  }

  static constexpr auto vjp(auto y, auto u, auto x, auto dy) {
    const auto steps = attributes::read(y.attr());
    auto dx = convolved_back(dy, u, x.shape(), steps);
    return std::array{dx, convolved(x, u, steps)};
  }

  static constexpr auto batched(auto& b) { return b.refused(); }

  static constexpr product_loops loops(const product_request& r) {
    product_loops out;
    const auto steps = attributes::read(r.attr);
    const int spatial = r.of_y.rank - 3, group = spatial + 1, channel = spatial + 2;
    const auto &x = r.a.stride, &dy = r.b.stride;
    out.left.kept[group - 1] = x[group];
    out.left.kept[channel - 1] = x[channel];
    out.right.kept[group - 1] = dy[group];
    out.right.kept[channel] = dy[channel];
    out.sum(r.of_b[0], x[0], dy[0]);
    for (int i = 0; i < spatial; ++i) {
      out.left.kept[i] = steps.dilation(i) * x[1 + i];
      out.sum(r.of_b[1 + i], steps.stride(i) * x[1 + i], dy[1 + i]);
    }
    return out;
  }

  /// As in `convolve`; with one group the elements of the kernel are too few for lanes.
  static constexpr dims folded(const dims& w, const dims&, const dims& dy) {
    const int spatial = w.rank - 3;
    dims summed;
    if (w[spatial] == 1 || w[spatial + 1] != 1 || w[spatial + 2] != 1) return summed;
    for (int i = 0; i <= spatial; ++i) summed[summed.rank++] = dy[i];
    return summed;
  }
};

}  // namespace tapeless::ops
