// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/index_beside.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/windows.hpp>
#include <tapeless/nn/layers/pooling_options.hpp>
#include <tapeless/nn/layers/spatial_axes.hpp>

namespace tapeless {

template <class X, int Kernel, int Stride, int Before, int After, int Dilation, int AxisSize,
          bool Fits>
struct pooling_requires_a_window_that_fits {
  static_assert(Fits,
                "x >> pool<kernel, options...>: the kernel, with its dilation, must fit into the "
                "padded axis; kernel, "
                "stride and dilation be at least 1 [E066]");
};
template <class X, int Kernel, int Before, int After, bool Within>
struct pooling_requires_padding_within_the_kernel {
  static_assert(Within,
                "x >> pool<kernel, options...>: the padding must be at least 0 and at most half of "
                "the kernel [E067]");
};

namespace detail {

/// The windows of one axis.
struct pooled_axis {
  int kernel = 1, stride = 1, before = 0, after = 0, dilation = 1, size = 1;  ///< size: of the axis
  bool ceil_mode = false;

  constexpr int padded() const { return before + size + after; }

  constexpr int reach() const { return (kernel - 1) * dilation + 1; }
  constexpr bool fits() const {
    return kernel >= 1 && stride >= 1 && dilation >= 1 && reach() <= padded();
  }
  constexpr bool padding_fits() const {
    return before >= 0 && after >= 0 && 2 * before <= kernel && 2 * after <= kernel;
  }
  /// PyTorch's count: in ceil mode no window begins in the padding behind.
  constexpr int windows() const {
    const int room = padded() - reach();
    int n = (room + (ceil_mode ? stride - 1 : 0)) / stride + 1;
    if (ceil_mode && (n - 1) * stride >= size + before) --n;
    return n;
  }
  /// Elements that the windows reach behind the axis.
  constexpr int behind() const {
    const int last = (windows() - 1) * stride + reach() - before - size;
    return last > 0 ? last : 0;
  }
  /// Elements that an average counts in window p.
  constexpr int counted(int p, bool with_padding) const {
    const int start = p * stride - before, stop = start + kernel;
    const int first = with_padding || start > 0 ? start : 0,
              end = with_padding ? size + after : size;
    return (stop < end ? stop : end) - first;
  }
  constexpr bool counts_alike(bool with_padding) const {
    for (int p = 1; p < windows(); ++p)
      if (counted(p, with_padding) != counted(0, with_padding)) return false;
    return true;
  }
};

template <int Spatial, window Kernel, pooling_options O, class X>
constexpr pooled_axis axis_to_pool(int i) {
  return {.kernel = Kernel[i],
          .stride = O.steps[i] == O.as_kernel ? Kernel[i] : O.steps[i],
          .before = O.around.along[i].before,
          .after = O.around.along[i].after,
          .dilation = O.apart[i],
          .size = X::shape_type::value[spatial_axis<X, Spatial>(i)],
          .ceil_mode = O.ceiling};
}

/// The windows of spatial axis I of x, which follow that axis: x between paddings of a value first, if need be.
template <int Axis, pooled_axis P, real Fill, expression X>
constexpr auto padded_windows(X x) {
  if constexpr (P.before + P.behind() == 0)
    return windows<Axis, P.kernel, P.stride, P.dilation>(x);
  else
    return windows<Axis, P.kernel, P.stride, P.dilation>(pad<Axis, P.before, P.behind(), Fill>(x));
}

/// Folds of windows: how they pad, and what they do.
struct greatest_of_windows {
  static constexpr real fill = -std::numeric_limits<double>::infinity();
  template <int... Axis>
  static constexpr auto fold(auto x, axis_list<Axis...> over) {
    return max(x, over, first_of_equals);
  }
};
struct sum_of_windows {
  static constexpr real fill = 0.0;
  template <int... Axis>
  static constexpr auto fold(auto x, axis_list<Axis...> over) {
    return sum(x, over);
  }
};

/// Folds the windows of spatial axes 0 … Last: one axis at a time from the last on, or, of two axes whose windows do not
/// overlap, both at once. (The first of equals is so that of the whole window in row-major order.)
template <class Fold, int Spatial, window Kernel, pooling_options O, int Last, expression X>
constexpr auto folded_windows(X x) {
  if constexpr (Last < 0) {
    return x;
  } else {
    constexpr int axis = spatial_axis<X, Spatial>(Last);
    constexpr pooled_axis p = axis_to_pool<Spatial, Kernel, O, X>(Last);
    const auto last = padded_windows<axis, p, Fold::fill>(x);
    constexpr bool apart = p.stride >= p.kernel && p.dilation == 1;
    if constexpr (Last == 1 && apart && X::shape_type::rank + 2 <= max_rank &&
                  axis_to_pool<Spatial, Kernel, O, X>(0).stride >= Kernel[0]) {
      constexpr pooled_axis q = axis_to_pool<Spatial, Kernel, O, X>(0);
      return Fold::fold(padded_windows<axis - 1, q, Fold::fill>(last), axes<axis, axis + 2>);
    } else {
      return folded_windows<Fold, Spatial, Kernel, O, Last - 1>(
          Fold::fold(last, tapeless::axis<axis + 1>));
    }
  }
}

/// True if the windows fit onto x; reports an error otherwise.
template <int Spatial, window Kernel, pooling_options O, expression X, bool Pooling = true,
          int I = 0>
constexpr bool windows_fit() {
  if constexpr (I == Spatial) {
    return true;
  } else {
    constexpr pooled_axis p = axis_to_pool<Spatial, Kernel, O, X>(I);
    if constexpr (!p.fits()) {
      refuse(
          sentence<pooling_requires_a_window_that_fits<operand_of<X>, p.kernel, p.stride, p.before,
                                                       p.after, p.dilation, p.size, false>>{});
      return false;
    } else if constexpr (Pooling && !p.padding_fits()) {
      refuse(sentence<pooling_requires_padding_within_the_kernel<operand_of<X>, p.kernel, p.before,
                                                                 p.after, false>>{});
      return false;
    } else {
      return windows_fit<Spatial, Kernel, O, X, Pooling, I + 1>();
    }
  }
}

/// Elements that count in the windows of spatial axis I, along that axis of Y.
template <class Y, int Axis, pooled_axis P, bool WithPadding>
constexpr auto counts_along() {
  const auto start = index_beside<Y, Axis>() * constant<1.0 * P.stride> - constant<1.0 * P.before>;
  const auto stop = start + constant<1.0 * P.kernel>;
  if constexpr (WithPadding)
    return minimum(stop, constant<1.0 * P.size + P.after>) - start;
  else
    return minimum(stop, constant<1.0 * P.size>) - maximum(start, constant<0.0>);
}

/// y, sums over windows of X, divided by the number of elements that count.
template <int Spatial, window Kernel, pooling_options O, class X, expression Y>
constexpr auto averaged(Y y) {
  if constexpr (O.divisor != 0) {
    return y * constant<1.0 / O.divisor>;
  } else {
    constexpr bool with_padding = O.padding_counts;
    constexpr double alike = [] {
      double n = 1;
      for (int i = 0; i < Spatial; ++i) {
        const pooled_axis p = axis_to_pool<Spatial, Kernel, O, X>(i);
        if (p.counts_alike(with_padding)) n *= p.counted(0, with_padding);
      }
      return n;
    }();
    const auto divided = [&]<int I>(auto self, auto value, std::integral_constant<int, I>) {
      if constexpr (I == Spatial) {
        return value;
      } else {
        constexpr pooled_axis p = axis_to_pool<Spatial, Kernel, O, X>(I);
        constexpr std::integral_constant<int, I + 1> next{};
        if constexpr (p.counts_alike(with_padding))
          return self(self, value, next);
        else
          return self(self, value / counts_along<Y, spatial_axis<X, Spatial>(I), p, with_padding>(),
                      next);
      }
    };
    return divided(divided, y * constant<1.0 / alike>, std::integral_constant<int, 0>{});
  }
}

}  // namespace detail

/// The greatest of every window; the gradient goes to the first of equals.
///
/// Shapes    x: [batch, sizes…, channels]   →  y: [batch, windows…, channels]
/// Defaults  stride = kernel, no padding, dilation 1, no window over the end, as PyTorch
/// Errors    a window that does not fit: [E066]; padding over half of the kernel: [E067]; too few axes: [E068]
/// Source    torch.nn.MaxPool1d, MaxPool2d, MaxPool3d
template <int Spatial, window Kernel, pooling_options O>
struct max_pool_layer : layer<max_pool_layer<Spatial, Kernel, O>> {
  static constexpr detail::misfit numbers = detail::pooling_misfit(Kernel, O, Spatial);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::has_spatial_axes<X, Spatial>)
      return detail::refused_for_its_axes<Spatial>(x);
    else if constexpr (!detail::windows_fit<Spatial, Kernel, O, X>())
      return stand_in<typename X::shape_type, X::type>{};
    else
      return detail::folded_windows<detail::greatest_of_windows, Spatial, Kernel, O, Spatial - 1>(
          x);
  }
};
/// `max_pool2d<2>`, `max_pool2d<3, stride(2), padding(1)>`, `max_pool2d<window(2, 3), ceil_mode>`.
template <window Kernel, auto... Option>
inline constexpr max_pool_layer<1, Kernel, detail::max_pooling::with<Option...>()> max_pool1d{};
template <window Kernel, auto... Option>
inline constexpr max_pool_layer<2, Kernel, detail::max_pooling::with<Option...>()> max_pool2d{};
template <window Kernel, auto... Option>
inline constexpr max_pool_layer<3, Kernel, detail::max_pooling::with<Option...>()> max_pool3d{};

/// The mean of every window.
///
/// Shapes    x: [batch, sizes…, channels]   →  y: [batch, windows…, channels]
/// Defaults  stride = kernel, no padding, which counts as elements (of value 0) if there is any, as PyTorch
/// Errors    a window that does not fit: [E066]; padding over half of the kernel: [E067]; too few axes: [E068];
///           a dilation: [E100]
/// Source    torch.nn.AvgPool1d, AvgPool2d, AvgPool3d
template <int Spatial, window Kernel, pooling_options O>
struct avg_pool_layer : layer<avg_pool_layer<Spatial, Kernel, O>> {
  static constexpr detail::misfit numbers = detail::pooling_misfit(Kernel, O, Spatial);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::has_spatial_axes<X, Spatial>)
      return detail::refused_for_its_axes<Spatial>(x);
    else if constexpr (!detail::windows_fit<Spatial, Kernel, O, X>())
      return stand_in<typename X::shape_type, X::type>{};
    else
      return detail::in_type_of<X>(detail::averaged<Spatial, Kernel, O, X>(
          detail::folded_windows<detail::sum_of_windows, Spatial, Kernel, O, Spatial - 1>(x)));
  }
};
template <window Kernel, auto... Option>
inline constexpr avg_pool_layer<1, Kernel, detail::avg_pooling::with<Option...>()> avg_pool1d{};
template <window Kernel, auto... Option>
inline constexpr avg_pool_layer<2, Kernel, detail::avg_pooling::with<Option...>()> avg_pool2d{};
template <window Kernel, auto... Option>
inline constexpr avg_pool_layer<3, Kernel, detail::avg_pooling::with<Option...>()> avg_pool3d{};

}  // namespace tapeless
