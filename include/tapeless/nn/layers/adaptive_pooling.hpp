// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <limits>
#include <utility>

#include <tapeless/expr/index_beside.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/nn/layers/pooling.hpp>

namespace tapeless {

/// The mean of all elements but those of batch and channels.
///
/// Shapes    x: [batch, sizes…, channels]   →  y: [batch, channels]
/// Errors    too few axes: [E068]
/// Source    torch.nn.AdaptiveAvgPool2d(1), without the axes of size 1
template <bool Greatest>
struct global_pool_layer : layer<global_pool_layer<Greatest>> {
  template <expression X>
  static constexpr auto body(X x) {
    constexpr int spatial = X::shape_type::rank - 2;
    if constexpr (spatial < 1)
      return detail::refused_for_its_axes<2>(x);
    else
      return [&]<int... I>(std::integer_sequence<int, I...>) {
        if constexpr (Greatest)
          return max(x, axes<(I + 1)...>, first_of_equals);
        else
          return mean(x, axes<(I + 1)...>);
      }(std::make_integer_sequence<int, spatial>{});
  }
};
inline constexpr global_pool_layer<false> global_avg_pool{};
/// The greatest, likewise; the gradient goes to the first of equals.
inline constexpr global_pool_layer<true> global_max_pool{};

namespace detail {
/// The windows of adaptive pooling of n elements to m: window p begins at ⌊p n / m⌋ and ends before ⌈(p + 1) n / m⌉.
struct adaptive_windows {
  int n, m;

  constexpr int longest() const {
    int k = 0;
    for (int p = 0; p < m; ++p) {
      const int size = ((p + 1) * n + m - 1) / m - p * n / m;
      if (size > k) k = size;
    }
    return k;
  }
};

/// Starts and lengths of the windows, for indices p along an axis of m.
template <adaptive_windows W>
constexpr auto starts(auto p) {
  return floor(p * constant<1.0 * W.n> / constant<1.0 * W.m>);
}
template <adaptive_windows W>
constexpr auto lengths(auto p) {
  return ceil((p + constant<1.0>)*constant<1.0 * W.n> / constant<1.0 * W.m>) - starts<W>(p);
}

/// Pools along one axis to M elements. Windows of different lengths are gathered as if all had the longest.
template <int Axis, int M, bool Greatest, expression X>
constexpr auto adaptively_pooled(X x) {
  constexpr dims d = X::shape_type::value;
  constexpr adaptive_windows w{d[Axis], M};
  if constexpr (w.n % M == 0) {
    const auto parts = windows<Axis, w.n / M, w.n / M>(x);
    if constexpr (Greatest)
      return max(parts, axis<Axis + 1>, first_of_equals);
    else
      return mean(parts, axis<Axis + 1>);
  } else {
    constexpr int k = w.longest();
    using table = shape<static_cast<std::size_t>(M), static_cast<std::size_t>(k)>;
    using all = shape_of_dims<ops::windows_op::split(d, Axis, M, k)>;
    const auto at = convert<std::int32_t>(starts<w>(iota<table, 0>{}) + iota<table, 1>{});
    const auto parts = gather<Axis>(x, at);  // (behind the end it takes the last element)
    const auto inside = index_beside<X, Axis + 1, all>() < lengths<w>(index_beside<X, Axis, all>());
    if constexpr (Greatest) {
      constexpr double infinity = std::numeric_limits<double>::infinity();
      return max(select(inside, parts, constant<-infinity>), axis<Axis + 1>, first_of_equals);
    } else {
      using out = shape_of_dims<resized(d, Axis, M)>;
      return in_type_of<X>(sum(select(inside, parts, constant<0.0>), axis<Axis + 1>) /
                           lengths<w>(index_beside<X, Axis, out>()));
    }
  }
}

template <int Spatial, per_axis Out, bool Greatest, int Last, expression X>
constexpr auto adaptively_pooled_axes(X x) {
  if constexpr (Last < 0)
    return x;
  else
    return adaptively_pooled_axes<Spatial, Out, Greatest, Last - 1>(
        adaptively_pooled<spatial_axis<X, Spatial>(Last), Out[Last], Greatest>(x));
}
}  // namespace detail

/// The mean (or the greatest) of windows that are chosen so that a given number of them covers the axis.
///
/// Shapes    x: [batch, sizes…, channels]   →  y: [batch, Out…, channels]
/// Errors    too few axes: [E068]
/// Source    torch.nn.AdaptiveAvgPool1d, …, AdaptiveMaxPool3d
template <int Spatial, per_axis Out, bool Greatest>
struct adaptive_pool_layer : layer<adaptive_pool_layer<Spatial, Out, Greatest>> {
  static constexpr detail::misfit numbers = detail::for_axes(detail::argument::size, Out, Spatial);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::has_spatial_axes<X, Spatial>)
      return detail::refused_for_its_axes<Spatial>(x);
    else
      return detail::adaptively_pooled_axes<Spatial, Out, Greatest, Spatial - 1>(x);
  }
};
/// `adaptive_avg_pool2d<7>`, `adaptive_max_pool2d<per_axis(3, 5)>`.
template <per_axis Out>
inline constexpr adaptive_pool_layer<1, Out, false> adaptive_avg_pool1d{};
template <per_axis Out>
inline constexpr adaptive_pool_layer<2, Out, false> adaptive_avg_pool2d{};
template <per_axis Out>
inline constexpr adaptive_pool_layer<3, Out, false> adaptive_avg_pool3d{};
template <per_axis Out>
inline constexpr adaptive_pool_layer<1, Out, true> adaptive_max_pool1d{};
template <per_axis Out>
inline constexpr adaptive_pool_layer<2, Out, true> adaptive_max_pool2d{};
template <per_axis Out>
inline constexpr adaptive_pool_layer<3, Out, true> adaptive_max_pool3d{};

/// (Σ xᴾ)^(1/P) over every window.
///
/// Shapes    x: [batch, sizes…, channels]   →  y: [batch, windows…, channels]
/// Defaults  stride = kernel, no padding
/// Errors    a window that does not fit: [E066]; too few axes: [E068]
/// Source    torch.nn.LPPool1d, LPPool2d
template <int Spatial, real P, window Kernel, pooling_options O>
struct lp_pool_layer : layer<lp_pool_layer<Spatial, P, Kernel, O>> {
  static constexpr detail::misfit numbers = detail::first_misfit(
      {detail::above_zero(detail::argument::power, P), detail::pooling_misfit(Kernel, O, Spatial)});
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::has_spatial_axes<X, Spatial>)
      return detail::refused_for_its_axes<Spatial>(x);
    else if constexpr (!detail::windows_fit<Spatial, Kernel, O, X>())
      return stand_in<typename X::shape_type, X::type>{};
    else
      return pow(detail::folded_windows<detail::sum_of_windows, Spatial, Kernel, O, Spatial - 1>(
                     pow(x, constant<P>)),
                 constant<1 / P.value>);
  }
};
/// `lp_pool2d<2.0, 3, stride(2)>`.
template <real P, window Kernel, auto... Option>
inline constexpr lp_pool_layer<1, P, Kernel, detail::max_pooling::with<Option...>()> lp_pool1d{};
template <real P, window Kernel, auto... Option>
inline constexpr lp_pool_layer<2, P, Kernel, detail::max_pooling::with<Option...>()> lp_pool2d{};

}  // namespace tapeless
