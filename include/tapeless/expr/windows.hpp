// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/movement.hpp>

namespace tapeless {

template <class X, int Size, int Stride, int Dilation, int AxisSize, bool Fit>
struct windows_require_to_lie_within_the_axis {
  static_assert(Fit,
                "windows<A, size, stride, dilation>(x), overlap_add<A, n, stride, dilation>(x): "
                "size, stride and "
                "dilation must be at least 1, and the windows lie within the axis [E004]");
};

namespace detail {
/// The number of windows that lie within an axis; 0 for none.
constexpr int windows_within(int axis_size, int size, int stride, int dilation) {
  if (size < 1 || stride < 1 || dilation < 1) return 0;
  const int room = axis_size - (size - 1) * dilation - 1;
  return room < 0 ? 0 : room / stride + 1;
}

/// A shape without one axis, which another takes in.
constexpr dims joined_axes(const dims& d, int axis, int size) {
  dims out;
  for (int i = 0; i < d.rank; ++i)
    if (i != axis + 1) out[out.rank++] = i == axis ? size : d[i];
  return out;
}
}  // namespace detail

/// Windows of `Size` elements along an axis, which becomes two: y[…, p, k, …] = x[…, p · Stride + k · Dilation, …].
/// As many as lie within the axis; nothing is copied: `max(windows<1, 3, 2>(x), axis<2>)`.
///
/// Shapes    x: […, n, …] of rank ≤ 5   →  y: […, p, Size, …]
/// Errors    none lies within: [E004]; a seventh axis: [E001]
/// Source    torch.Tensor.unfold (whose windows are the last axis)
template <int Axis, int Size, int Stride = 1, int Dilation = 1, expression X>
constexpr auto windows(X x) {
  constexpr dims d = X::shape_type::value;
  constexpr int at = detail::axis_of(Axis, d.rank);
  if constexpr (!detail::is_axis(Axis, d.rank)) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, d.rank>>{});
    return stand_in<typename X::shape_type, X::type>{};
  } else if constexpr (d.rank == max_rank) {
    refuse(sentence<shape_requires_at_most_six_axes<static_cast<std::size_t>(d.rank) + 1>>{});
    return stand_in<typename X::shape_type, X::type>{};
  } else {
    constexpr int p = detail::windows_within(d[at], Size, Stride, Dilation);
    using out = shape_of_dims<ops::windows_op::split(d, at, p < 1 ? 1 : p, Size < 1 ? 1 : Size)>;
    if constexpr (p < 1) {
      if constexpr (!detail::was_refused<X>)
        refuse(sentence<windows_require_to_lie_within_the_axis<operand_of<X>, Size, Stride,
                                                               Dilation, d[at], false>>{});
      return stand_in<out, X::type>{};
    } else if constexpr (p * Size == d[at] && Stride == Size && Dilation == 1) {
      return reshape<out>(x);
    } else {
      return apply<with<ops::windows_op, at, Stride, Dilation>, out, X>{};
    }
  }
}

/// Windows laid over each other and added, along an axis of n elements: the transpose of `windows`.
///
/// Shapes    x: […, p, k, …]   →  y: […, N, …]
/// Errors    the windows do not lie within N elements: [E004]
/// Source    torch.nn.functional.fold
template <int Axis, int N, int Stride = 1, int Dilation = 1, expression X>
constexpr auto overlap_add(X x) {
  constexpr dims d = X::shape_type::value;
  constexpr int at = detail::axis_of(Axis, d.rank - 1);
  if constexpr (!detail::is_axis(Axis, d.rank - 1)) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, d.rank - 1>>{});
    return stand_in<typename X::shape_type, X::type>{};
  } else {
    constexpr int p = d[at], k = d[at + 1];
    using out = shape_of_dims<detail::joined_axes(d, at, N < 1 ? 1 : N)>;
    if constexpr (detail::windows_within(N, k, Stride, Dilation) < p) {
      if constexpr (!detail::was_refused<X>)
        refuse(sentence<windows_require_to_lie_within_the_axis<operand_of<X>, k, Stride, Dilation,
                                                               N, false>>{});
      return stand_in<out, X::type>{};
    } else if constexpr (p * k == N && Stride == k && Dilation == 1) {
      return reshape<out>(x);
    } else {
      return apply<with<ops::overlap_add_op, at, Stride, Dilation>, out, X>{};
    }
  }
}

}  // namespace tapeless
