// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/operators.hpp>

namespace tapeless {

/// y = x / (K + Alpha · mean(x²))^Beta, the mean over a window of Size channels around each, zeros beyond the edges.
///
/// Shapes    x: [batch…, channels]   →  y: same as x
/// Defaults  Alpha 1e-4, Beta 0.75, K 1, as PyTorch
/// Source    [krizhevsky12] in docs/references.md; torch.nn.LocalResponseNorm
template <std::size_t Size, real Alpha, real Beta, real K>
struct local_response_norm_layer : layer<local_response_norm_layer<Size, Alpha, Beta, K>> {
  static constexpr detail::misfit numbers = detail::at_least_one(detail::argument::size, Size);
  template <expression X>
  static constexpr auto body(X x) {
    constexpr int size = static_cast<int>(Size), rank = X::shape_type::rank,
                  channels = rank > 0 ? X::shape_type::value[rank - 1] : 1;
    const auto squares = pad<-1, size / 2, (size - 1) / 2>(square(x));
    const auto sum = [&]<int... I>(std::integer_sequence<int, I...>) {
      return (... + slice<-1, I, I + channels>(squares));
    }(std::make_integer_sequence<int, size>{});
    return x * pow(constant<K> + constant<Alpha.value / size> * sum, constant<-Beta.value>);
  }
};
/// `local_response_norm<5>`, `local_response_norm<5, 1e-4, 0.75, 2.0>`.
template <std::size_t Size, real Alpha = 1e-4, real Beta = 0.75, real K = 1.0>
inline constexpr local_response_norm_layer<Size, Alpha, Beta, K> local_response_norm{};

}  // namespace tapeless
