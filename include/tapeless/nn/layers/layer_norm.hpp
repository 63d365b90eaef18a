// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/nn/initialisers.hpp>

namespace tapeless {

template <class X, int Axes, int Rank>
struct norm_requires_as_many_axes {
  static_assert(
      Axes >= 1 && Axes <= Rank,
      "x >> layer_norm<K>, rms_norm<K>: x must have at least K axes, and K be at least 1 [E042]");
};

namespace detail {
/// The last K axes as a list: −K, …, −1.
template <int K>
constexpr auto last_axes() {
  return []<int... I>(std::integer_sequence<int, I...>) { return axis_list<(I - K)...>{}; }
  (std::make_integer_sequence<int, K>{});
}

/// The sizes of the last K axes.
constexpr dims last_sizes(const dims& all, int k) {
  dims d;
  for (int i = all.rank - k; i < all.rank; ++i) d[d.rank++] = all[i];
  return d;
}
}  // namespace detail

/// Whether a normalisation has parameters of its own.
enum class affine { none, weight, weight_and_bias };

/// y = (x − mean) / √(variance + ε) · weight + bias, mean and variance (divisor n) over the last K axes.
///
/// Shapes      x: [batch…, K sizes]   →  y: same as x
/// Parameters  weight (ones), bias (zeros), both of the K sizes
/// Defaults    K = 1, ε = 1e-5, weight and bias, as PyTorch
/// Errors      K out of range: [E042]
/// Source      [ba16] in docs/references.md; torch.nn.LayerNorm
template <int K, real Epsilon, affine Affine>
struct layer_norm_layer : layer<layer_norm_layer<K, Epsilon, Affine>> {
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (K < 1 || K > X::shape_type::rank) {
      refuse(sentence<norm_requires_as_many_axes<operand_of<X>, K, X::shape_type::rank>>{});
      return stand_in<typename X::shape_type, X::type>{};
    } else {
      constexpr auto over = detail::last_axes<K>();
      using sizes = shape_of_dims<detail::last_sizes(X::shape_type::value, K)>;
      constexpr parameter<tags::weight, sizes, init::ones, real_of<X>> weight{};
      constexpr parameter<tags::bias, sizes, init::zeros, real_of<X>> bias{};
      const auto centred = x - mean(x, over, keep_dims);
      const auto y = centred * rsqrt(mean(square(centred), over, keep_dims) + constant<Epsilon>);
      if constexpr (Affine == affine::none)
        return y;
      else if constexpr (Affine == affine::weight)
        return y * weight;
      else
        return y * weight + bias;
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
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (K < 1 || K > X::shape_type::rank) {
      refuse(sentence<norm_requires_as_many_axes<operand_of<X>, K, X::shape_type::rank>>{});
      return stand_in<typename X::shape_type, X::type>{};
    } else {
      using sizes = shape_of_dims<detail::last_sizes(X::shape_type::value, K)>;
      const auto y =
          x * rsqrt(mean(square(x), detail::last_axes<K>(), keep_dims) + constant<Epsilon>);
      if constexpr (Affine == affine::none)
        return y;
      else
        return y * parameter<tags::weight, sizes, init::ones, real_of<X>>{};
    }
  }
};
template <int K = 1, real Epsilon = 0x1p-23, affine Affine = affine::weight>
inline constexpr rms_norm_layer<K, Epsilon, Affine> rms_norm{};

}  // namespace tapeless
