// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/graph.hpp>

namespace tapeless::ir {

class builder;

/// A node under construction, with operators: gradient rules read like the formulas they are.
/// A value without a builder means "no gradient".
struct value {
  builder* in = nullptr;
  int id = -1;
  int made_by = -1;  ///< the node whose attributes it has, if it stands for what another node makes

  constexpr explicit operator bool() const { return in != nullptr; }
  constexpr const dims& shape() const;
  constexpr const packed_attributes& attr() const;
  constexpr element type() const;
};

// defined in builder.hpp
constexpr value emit(int op, value x, packed_attributes attr = {}, dims wanted = {});
constexpr value emit(int op, value a, value b, packed_attributes attr = {}, dims wanted = {});
constexpr value emit(int op, value a, value b, value c);
constexpr value constant_beside(value x, double v);
constexpr value index_along(value x, int axis);
constexpr value converted(value x, element type);

constexpr value operator+(value a, value b) { return emit(code_of<add_op>, a, b); }
constexpr value operator-(value a, value b) { return emit(code_of<sub_op>, a, b); }
constexpr value operator*(value a, value b) { return emit(code_of<mul_op>, a, b); }
constexpr value operator/(value a, value b) { return emit(code_of<div_op>, a, b); }
constexpr value operator+(value a, double b) { return a + constant_beside(a, b); }
constexpr value operator-(value a, double b) { return a - constant_beside(a, b); }
constexpr value operator+(double a, value b) { return constant_beside(b, a) + b; }
constexpr value operator*(double a, value b) { return constant_beside(b, a) * b; }
constexpr value operator-(double a, value b) { return constant_beside(b, a) - b; }
constexpr value operator/(double a, value b) { return constant_beside(b, a) / b; }
constexpr value operator*(value a, double b) { return a * constant_beside(a, b); }
constexpr value operator/(value a, double b) { return a / constant_beside(a, b); }
constexpr value operator-(value x) { return emit(code_of<neg_op>, x); }

constexpr value abs(value x) { return emit(code_of<abs_op>, x); }
constexpr value sign(value x) { return emit(code_of<sign_op>, x); }
constexpr value exp(value x) { return emit(code_of<exp_op>, x); }
constexpr value expm1(value x) { return emit(code_of<expm1_op>, x); }
constexpr value log(value x) { return emit(code_of<log_op>, x); }
constexpr value log1p(value x) { return emit(code_of<log1p_op>, x); }
constexpr value sqrt(value x) { return emit(code_of<sqrt_op>, x); }
constexpr value rsqrt(value x) { return emit(code_of<rsqrt_op>, x); }
constexpr value reciprocal(value x) { return emit(code_of<reciprocal_op>, x); }
constexpr value tanh(value x) { return emit(code_of<tanh_op>, x); }
constexpr value logistic(value x) { return emit(code_of<logistic_op>, x); }
constexpr value erf(value x) { return emit(code_of<erf_op>, x); }
constexpr value sin(value x) { return emit(code_of<sin_op>, x); }
constexpr value cos(value x) { return emit(code_of<cos_op>, x); }
constexpr value floor(value x) { return emit(code_of<floor_op>, x); }
constexpr value is_nan(value x) { return emit(code_of<is_nan_op>, x); }
constexpr value pow(value a, value b) { return emit(code_of<pow_op>, a, b); }
constexpr value maximum(value a, value b) { return emit(code_of<maximum_op>, a, b); }
constexpr value minimum(value a, value b) { return emit(code_of<minimum_op>, a, b); }
constexpr value less(value a, value b) { return emit(code_of<less_op>, a, b); }
constexpr value equal(value a, value b) { return emit(code_of<equal_op>, a, b); }
constexpr value equal(value a, double b) { return equal(a, constant_beside(a, b)); }
constexpr value less_equal(value a, double b) {
  return emit(code_of<less_equal_op>, a, constant_beside(a, b));
}

constexpr value select(value c, value a, value b) { return emit(code_of<select_op>, c, a, b); }
constexpr value select(value c, value a, double b) { return select(c, a, constant_beside(c, b)); }
constexpr value select(value c, double a, value b) { return select(c, constant_beside(c, a), b); }
constexpr value select(value c, double a, double b) {
  return select(c, constant_beside(c, a), constant_beside(c, b));
}

constexpr value convert_like(value x, value model) { return converted(x, model.type()); }

constexpr value summed(value x, axis_set axes) {
  return emit(code_of<reduce_sum_op>, x, fold_of_axes::attributes{axes}.packed());
}
constexpr value broadcast_to(value x, const dims& d) {
  return x.shape() == d ? x : emit(code_of<broadcast_op>, x, {}, d);
}
constexpr value reshape_to(value x, const dims& d) {
  return x.shape() == d ? x : emit(code_of<reshape_op>, x, {}, d);
}
/// `order`: the axes of x in their new order, packed (permute_op::attributes).
constexpr value permuted(value x, int order) {
  return emit(code_of<permute_op>, x, permute_op::attributes{order}.packed());
}
constexpr value reversed(value x, axis_set axes) {
  return emit(code_of<reverse_op>, x, reverse_op::attributes{axes}.packed());
}
constexpr value sliced(value x, const dims& d, slice_op::attributes a) {
  return emit(code_of<slice_op>, x, a.packed(), d);
}
constexpr value padded(value x, const dims& d, pad_op::attributes a) {
  return emit(code_of<pad_op>, x, a.packed(), d);
}
constexpr value joined(value a, value b, int axis) {
  return emit(code_of<concat_op>, a, b, along_axis{axis}.packed());
}
constexpr value gathered(value x, value indices, int axis) {
  return emit(code_of<gather_op>, x, indices, along_axis{axis}.packed());
}
constexpr value scattered(value updates, value indices, const dims& d, int axis) {
  return emit(code_of<scatter_add_op>, updates, indices, along_axis{axis}.packed(), d);
}
constexpr value windowed(value x, const dims& d, windows_op::attributes a) {
  return emit(code_of<windows_op>, x, a.packed(), d);
}
constexpr value overlapped(value x, const dims& d, overlap_add_op::attributes a) {
  return emit(code_of<overlap_add_op>, x, a.packed(), d);
}
constexpr value contract(value a, value b) { return emit(code_of<contract_op>, a, b); }

/// The last two axes exchanged.
constexpr value transposed(value x) {
  const int rank = x.shape().rank;
  int order = 0;
  for (int i = 0; i < rank; ++i)
    permute_op::place_axis(order, i, i == rank - 1 ? rank - 2 : i == rank - 2 ? rank - 1 : i);
  return permuted(x, order);
}

/// The convolution of x with w; strides and dilations in `steps` (ops/contraction/convolve.hpp).
constexpr value convolved(value x, value w, convolve_op::attributes steps) {
  return emit(code_of<convolve_op>, x, w, steps.packed());
}
/// The sums of products over x and dy that are the gradient of a weight of shape d.
constexpr value convolved_filter(value x, value dy, const dims& d, convolve_op::attributes steps) {
  return emit(code_of<convolve_filter_op>, x, dy, steps.packed(), d);
}

/// The transpose of convolution along one axis goes by phases where it can: places of x that are the same modulo the
/// stride see the same elements of the kernel, every stride-th. Else dy stands with stride − 1 zeros between its elements.
struct transposed_axis {
  int size, kernel, stride, dilation;  ///< size: of x
  bool by_phases;

  constexpr int phases() const { return !by_phases ? 1 : kernel < stride ? kernel : stride; }
  constexpr int taps() const { return (kernel + phases() - 1) / phases(); }
  constexpr int places() const { return by_phases ? (size + stride - 1) / stride : size; }
  constexpr int before() const { return (taps() - 1) * dilation; }
  constexpr int between() const { return by_phases ? 0 : stride - 1; }
};

/// The transpose of convolution: what dy says of an x of shape d.
///
/// One convolution of dy with w, turned round, makes the phases of all axes, side by side as channels; then they take
/// their places. Along each axis (taps − 1) · dilation zeros stand before dy, and behind it as many as the places need.
constexpr value convolved_back(value dy, value w, dims d, convolve_op::attributes steps) {
  const int spatial = d.rank - 3, inner = d[spatial + 2], outer = dy.shape()[spatial + 2];
  transposed_axis axes[3]{};
  bool any_phases = false;
  axis_set turned = 0;
  dims wide = dy.shape();
  value y = dy;
  for (int i = 0; i < spatial; ++i) {
    const int stride = steps.stride(i), dilation = steps.dilation(i);
    // (the loops of channels one by one do not suit phases; those of three axes would have eight axes in all)
    const bool suits = stride > 1 && dilation == 1 && d[spatial + 1] == 1 && spatial < 3;
    axes[i] = {d[1 + i], w.shape()[i], stride, dilation, suits};
    any_phases = any_phases || axes[i].by_phases;
    turned |= 1 << i;
    wide[1 + i] = axes[i].places() + axes[i].before();
    if (!(wide == y.shape()))
      y = padded(y, wide,
                 {.axis = 1 + i, .before = axes[i].before(), .between = axes[i].between()});
  }
  const convolve_op::attributes dense{.dilations = steps.dilations};
  if (!any_phases) return convolved(y, transposed(reversed(w, turned)), dense);

  // w: [taps, phases, …, inner, outer]  →  [taps…, 1, outer, phases… · inner]
  dims padded_w = w.shape(), parted_w{}, joined_w{}, parted{};
  int packed_w = 0, packed = 0, all = inner;
  parted.rank = parted_w.rank = 2 * spatial + 2;
  joined_w.rank = spatial + 3;
  parted[0] = d[0];
  parted[2 * spatial + 1] = inner;
  permute_op::place_axis(packed, 2 * spatial + 1, 2 * spatial + 1);
  for (int i = 0; i < spatial; ++i) {
    const int taps = axes[i].taps(), phases = axes[i].phases();
    padded_w[i] = taps * phases;
    if (!(padded_w == w.shape())) w = padded(w, padded_w, {.axis = i});
    parted_w[2 * i] = joined_w[i] = taps;
    parted_w[2 * i + 1] = phases;
    permute_op::place_axis(packed_w, i, 2 * i);
    permute_op::place_axis(packed_w, spatial + 1 + i, 2 * i + 1);
    // y: [places…, phases…]  →  [places, phases, …]
    parted[1 + i] = axes[i].places();
    parted[1 + spatial + i] = phases;
    permute_op::place_axis(packed, 1 + 2 * i, 1 + i);
    permute_op::place_axis(packed, 2 + 2 * i, 1 + spatial + i);
    all *= phases;
  }
  parted_w[2 * spatial] = inner;
  parted_w[2 * spatial + 1] = outer;
  permute_op::place_axis(packed_w, spatial, 2 * spatial + 1);
  permute_op::place_axis(packed_w, 2 * spatial + 1, 2 * spatial);
  joined_w[spatial] = 1;
  joined_w[spatial + 1] = outer;
  joined_w[spatial + 2] = all;
  const value kernel =
      reversed(reshape_to(permuted(reshape_to(w, parted_w), packed_w), joined_w), turned);
  y = permuted(reshape_to(convolved(y, kernel, dense), parted), packed);

  dims placed = y.shape(), flat = d;
  for (int i = 0; i < spatial; ++i) {
    placed[2 + 2 * i] = axes[i].by_phases ? axes[i].stride : 1;
    if (!(placed == y.shape())) y = padded(y, placed, {.axis = 2 + 2 * i});
    flat[1 + i] = placed[1 + 2 * i] * placed[2 + 2 * i];
  }
  y = reshape_to(y, flat);
  for (int i = 0; i < spatial; ++i) {
    flat[1 + i] = d[1 + i];
    if (!(flat == y.shape())) y = sliced(y, flat, {.axis = 1 + i});
  }
  return y;
}

/// The cotangent of a maximum or minimum: dy to the elements of x that equal y, in equal shares.
constexpr value shared_among_equals(value y, value dy, value x) {
  const value taken = equal(x, y);
  axis_set folded = 0;
  for (int i = 0; i < x.shape().rank; ++i)
    if (x.shape()[i] != y.shape()[i]) folded |= 1 << i;
  return taken * (dy / summed(taken, folded));
}

/// The cotangent of a maximum or minimum: dy to the first element of x, in row-major order over the folded axes, that
/// equals y or is nan.
constexpr value to_first_of_equals(value y, value dy, value x) {
  axis_set folded = 0;
  value place{};
  int step = 1;
  for (int i = x.shape().rank; i-- > 0;) {
    if (x.shape()[i] == y.shape()[i]) continue;
    folded |= 1 << i;
    const value index = static_cast<double>(step) * converted(index_along(x, i), x.type());
    place = place ? place + index : index;
    step *= x.shape()[i];
  }
  if (folded == 0) return dy;
  const value found = equal(x, y) + is_nan(x);
  const value first = emit(code_of<reduce_min_op>, select(found, place, static_cast<double>(step)),
                           fold_of_axes::attributes{folded}.packed());
  return select(equal(place, first), dy, 0.0);
}

/// Sums x over the axes along which `d` was stretched to x's shape: the transpose of broadcasting.
constexpr value sum_to(value x, dims d) {  // (a copy: new nodes move the old ones)
  const dims from = x.shape();
  if (from == d) return x;
  axis_set axes = 0;
  const int extra = from.rank - d.rank;
  for (int i = 0; i < from.rank; ++i)
    if (i < extra || (d[i - extra] == 1 && from[i] != 1)) axes |= 1 << i;
  return reshape_to(axes == 0 ? x : summed(x, axes), d);
}

}  // namespace tapeless::ir
