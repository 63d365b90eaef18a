// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/nn/layers/affine.hpp>

namespace tapeless {

template <class X, int Axes, int Rank>
struct norm_requires_as_many_axes {
  static_assert(
      Axes >= 1 && Axes <= Rank,
      "x >> layer_norm<K>, rms_norm<K>: x must have at least K axes, and K be at least 1 [E042]");
};

/// y = (x − mean) / √(variance + ε) · weight + bias, mean and variance (divisor n) over the last K axes.
///
/// Shapes      x: [batch…, K sizes]   →  y: same as x
/// Parameters  weight (ones), bias (zeros), both of the K sizes
/// Defaults    K = 1, ε = 1e-5, weight and bias, as PyTorch
/// Errors      K out of range: [E042]
/// Source      [ba16] in docs/references.md; torch.nn.LayerNorm
template <int K, real Epsilon, affine Affine>
struct layer_norm_layer : layer<layer_norm_layer<K, Epsilon, Affine>> {
  static constexpr detail::misfit numbers = detail::epsilon(Epsilon);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (K < 1 || K > X::shape_type::rank) {
      refuse(sentence<norm_requires_as_many_axes<operand_of<X>, K, X::shape_type::rank>>{});
      return stand_in<typename X::shape_type, X::type>{};
    } else {
      using sizes = shape_of_dims<detail::last_sizes(X::shape_type::value, K)>;
      return detail::with_affine<Affine, sizes>(
          detail::standardised<Epsilon>(x, detail::axes_from_to<-K, 0>()));
    }
  }
};
/// `layer_norm<>`, `layer_norm<2>`, `layer_norm<1, 1e-6>`, `layer_norm<1, 1e-5, affine::none>`.
template <int K = 1, real Epsilon = 1e-5, affine Affine = affine::weight_and_bias>
inline constexpr layer_norm_layer<K, Epsilon, Affine> layer_norm{};

/// y = x / √(mean(x²) + ε) · weight, the mean over the last K axes.
///
/// Shapes      x: [batch…, K sizes]   →  y: same as x
/// Parameters  weight (ones) of the K sizes
/// Defaults    K = 1, ε = 2⁻²³ (that of float32), as PyTorch
/// Errors      K out of range: [E042]
/// Source      [zhang19] in docs/references.md; torch.nn.RMSNorm
template <int K, real Epsilon, affine Affine>
struct rms_norm_layer : layer<rms_norm_layer<K, Epsilon, Affine>> {
  static constexpr detail::misfit numbers = detail::epsilon(Epsilon);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (K < 1 || K > X::shape_type::rank) {
      refuse(sentence<norm_requires_as_many_axes<operand_of<X>, K, X::shape_type::rank>>{});
      return stand_in<typename X::shape_type, X::type>{};
    } else {
      using sizes = shape_of_dims<detail::last_sizes(X::shape_type::value, K)>;
      constexpr auto over = detail::axes_from_to<-K, 0>();
      return detail::with_affine<Affine, sizes>(
          x * rsqrt(mean(square(x), over, keep_dims) + constant<Epsilon>));
    }
  }
};
template <int K = 1, real Epsilon = 0x1p-23, affine Affine = affine::weight>
inline constexpr rms_norm_layer<K, Epsilon, Affine> rms_norm{};

}  // namespace tapeless
