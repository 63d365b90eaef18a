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

  static constexpr dims shape(const shape_request& r) {
    const dims &x = r.operand[0], &dy = r.operand[1], &w = r.wanted;
    const dims y = convolve_op::shape({{x, w, {}}, r.attr, {}});
    return y == dy ? w : dims{.rank = -1};
  }

  static constexpr auto vjp(auto y, auto u, auto x, auto dy) {
    const attributes steps = y.attr();
    auto dx = convolved_back(dy, u, x.shape(), steps);
    return std::array{dx, convolved(x, u, steps)};
  }
};

}  // namespace tapeless::ops
