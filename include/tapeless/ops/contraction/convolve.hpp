// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/contraction/product_loops.hpp>
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
/// Shapes    x: [N, S…, G, C], w: [K…, G, C, O]   →  y: [N, P…, G, O], P = (S − (K − 1) · dilation − 1) / stride + 1
/// Gradient  dx = convolution of dy, by phases or among zeros, with w turned round; dw = convolve_filter(x, dy)
/// Accuracy  fused multiply-adds in order of k and c
/// Errors    a kernel larger than x: [E060]
struct convolve_op : structural<op_kind::contraction, 2> {
  static constexpr auto name = "convolve";
  static constexpr op_cost cost = op_cost::multiply_add;
  static constexpr axis_set addressed = 0b11;

  struct attributes {
    int strides = packed_steps(1);    ///< of the spatial axes, packed
    int dilations = packed_steps(1);  ///< as strides

    constexpr int stride(int i) const { return packed_step(strides, i); }
    constexpr int dilation(int i) const { return packed_step(dilations, i); }

    static constexpr attributes read(const packed_attributes& p) { return {p.first, p.second}; }
    constexpr packed_attributes packed() const { return {.first = strides, .second = dilations}; }
    constexpr void print(auto& out, const dims& y) const {
      out.add(" stride");
      for (int i = 0; i < y.rank - 3; ++i) out.add(' ').add(stride(i));
      out.add(" dilation");
      for (int i = 0; i < y.rank - 3; ++i) out.add(' ').add(dilation(i));
    }
  };

  /// The number of positions of a window of k elements among s.
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
    const auto a = attributes::read(r.attr);
    dims y = x;
    for (int i = 0; i < spatial; ++i) {
      y[1 + i] = positions(x[1 + i], w[i], a.stride(i), a.dilation(i));
      if (y[1 + i] < 1) return dims{.rank = -1};
    }
    y[spatial + 2] = w[spatial + 2];
    return y;
  }

  // dx first: it reads w, and the update of w, which follows dw, must come after
  static constexpr auto vjp(auto y, auto dy, auto x, auto w) {
    const auto steps = attributes::read(y.attr());
    auto dx = convolved_back(dy, w, x.shape(), steps);
    return std::array{dx, convolved_filter(x, dy, w.shape(), steps)};
  }

  // An axis in front is more images, as long as all have one weight.
  static constexpr auto batched(auto& b) {
    if (!b.leads() || b.has_axis(1)) return b.refused();
    dims images = b.before(0), out = b.result();
    images[0] *= b.length();
    out[0] *= b.length();
    const auto x = reshape_to(b.operand(0), images);
    return reshape_to(b.again(x, b.operand(1), attributes::read(b.attr())), b.shape());
  }

  // Along a spatial axis the last frame of a window counts; the weight is no sequence.
  static constexpr time_rule over_time(const time_request& r) {
    const int axis = r.at[0].axis, along = axis - 1;
    if (axis < 0 || r.is_sequence(1) || axis > r.result.rank - 3) return {};
    if (axis == 0) return keeps_frames(r.at[0], 0);
    const auto a = attributes::read(r.attr);
    if (a.stride(along) != 1) return {.need = time_need::every_nth};
    return {time_need::window, r.at[0], (r.operand[1][along] - 1) * a.dilation(along)};
  }

  static constexpr product_loops loops(const product_request& r) {
    product_loops out;
    const auto steps = attributes::read(r.attr);
    const int spatial = r.of_y.rank - 3, group = spatial + 1, channel = spatial + 2;
    const auto &x = r.a.stride, &w = r.b.stride;
    out.left.kept[0] = x[0];
    out.left.kept[group] = x[group];
    out.right.kept[group] = w[group - 1];
    out.right.kept[channel] = w[channel];
    for (int i = 0; i < spatial; ++i) {
      out.left.kept[1 + i] = steps.stride(i) * x[1 + i];
      out.sum(r.of_b[i], steps.dilation(i) * x[1 + i], w[i]);
    }
    out.sum(r.of_b[spatial + 1], x[channel], w[spatial + 1]);
    return out;
  }

  /// The axes that it sums over as a fold, if that is how it runs best: with one channel a group, along the groups' lanes.
  static constexpr dims folded(const dims&, const dims&, const dims& w) {
    const int spatial = w.rank - 3;
    dims summed;
    if (w[spatial + 1] == 1 && w[spatial + 2] == 1)
      for (int i = 0; i < spatial; ++i) summed[summed.rank++] = w[i];
    return summed;
  }
};

}  // namespace tapeless::ops
