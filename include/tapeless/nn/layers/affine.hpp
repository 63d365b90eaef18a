// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/nn/initialisers.hpp>

namespace tapeless {

/// Parameters of a normalisation.
enum class affine { none, weight, weight_and_bias };

namespace detail {
/// A run of axes as a list: First, …, Last − 1.
template <int First, int Last>
constexpr auto axes_from_to() {
  return []<int... I>(std::integer_sequence<int, I...>) {
    return axis_list<(I + First)...>{};
  }(std::make_integer_sequence<int, Last - First>{});
}

/// The sizes of the last K axes.
constexpr dims last_sizes(const dims& all, int k) {
  dims d;
  for (int i = all.rank - k; i < all.rank; ++i) d[d.rank++] = all[i];
  return d;
}

/// (x − mean) / √(variance + ε), both over some axes.
template <real Epsilon>
constexpr auto standardised(auto x, auto over) {
  const auto centred = x - mean(x, over, keep_dims);
  return centred * rsqrt(mean(square(centred), over, keep_dims) + constant<Epsilon>);
}

/// y · weight + bias with parameters of the last sizes of y: ones and zeros at first.
template <affine Affine, class Sizes, class Y>
constexpr auto with_affine(Y y) {
  constexpr parameter<tags::weight, Sizes, init::ones, real_of<Y>> weight{};
  constexpr parameter<tags::bias, Sizes, init::zeros, real_of<Y>> bias{};
  if constexpr (Affine == affine::none)
    return y;
  else if constexpr (Affine == affine::weight)
    return y * weight;
  else
    return y * weight + bias;
}
}  // namespace detail

}  // namespace tapeless
