// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/matmul.hpp>
#include <tapeless/nn/initialisers.hpp>

namespace tapeless {

/// In place of an initialiser: the layer has no bias.
struct no_bias {};

template <class X, int Rank>
struct dense_requires_an_axis {
  static_assert(Rank >= 1, "x >> dense<N>: x must have at least one axis [E040]");
};

/// y = x W + b over the last axis of x.
///
/// Shapes      x: [batch…, in] of any rank ≥ 1   →  y: [batch…, N]
/// Parameters  weight [in, N] (PyTorch keeps its transpose), bias [N]; of the element type of x
/// Defaults    both U(±1/√in), as PyTorch
/// Errors      a scalar x: [E040]
/// Source      torch.nn.Linear
///
/// One plain matrix product whatever the rank: the leading axes are made one before it and parted after it.
template <std::size_t N, class WeightInitial, class BiasInitial>
struct dense_layer : layer<dense_layer<N, WeightInitial, BiasInitial>> {
  template <expression X>
  static constexpr auto body(X x) {
    constexpr int rank = X::shape_type::rank;
    if constexpr (rank == 0) {
      refuse(sentence<dense_requires_an_axis<operand_of<X>, rank>>{});
      return stand_in<shape<N>, X::type>{};
    } else {
      constexpr std::size_t in = static_cast<std::size_t>(X::shape_type::value[rank - 1]);
      constexpr parameter<tags::weight, shape<in, N>, WeightInitial, real_of<X>> weight{};
      const auto product = matmul(reshape<shape<X::shape_type::count / in, in>>(x), weight);
      constexpr dims out = [] {
        dims d = X::shape_type::value;
        d[rank - 1] = static_cast<int>(N);
        return d;
      }();
      if constexpr (std::is_same_v<BiasInitial, no_bias>) {
        return reshape<shape_of_dims<out>>(product);
      } else {
        constexpr parameter<tags::bias, shape<N>, init::for_bias<BiasInitial, in>, real_of<X>>
            bias{};
        return reshape<shape_of_dims<out>>(product + bias);
      }
    }
  }
};

namespace detail {
template <std::size_t N, class WeightInitial, class BiasInitial>
struct dense_form {
  using type = dense_layer<N, WeightInitial, BiasInitial>;
};
template <std::size_t N, class BiasInitial>
struct dense_form<N, no_bias, BiasInitial> {
  using type = dense_layer<N, init::fan_in_uniform, no_bias>;
};
}  // namespace detail

/// `dense<128>`, `dense<128, init::he_normal>`, `dense<128, init::he_normal, init::zeros>`,
/// `dense<128, no_bias>`, `dense<128, init::he_normal, no_bias>`.
template <std::size_t N, class WeightInitial = init::fan_in_uniform,
          class BiasInitial = init::fan_in_uniform>
inline constexpr typename detail::dense_form<N, WeightInitial, BiasInitial>::type dense{};

}  // namespace tapeless
