// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/core/rooms.hpp>

namespace tapeless::core {

/// Calls `f(constant<0>) … f(constant<N-1>)`, where `constant<i>` converts to `i` in constant
/// expressions. The only fold over many things in the library: it goes in chunks, as clang refuses
/// a fold of more than 256 operands.
template <std::size_t N, class F>
constexpr void unroll(F&& f) {
  constexpr std::size_t chunk = 64;
  if constexpr (N <= chunk) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (f(std::integral_constant<std::size_t, I>{}), ...);
    }(std::make_index_sequence<N>{});
  } else {
    [&]<std::size_t... C>(std::index_sequence<C...>) {
      (
          [&]<std::size_t Chunk, std::size_t... I>(std::integral_constant<std::size_t, Chunk>,
                                                   std::index_sequence<I...>) {
            (f(std::integral_constant<std::size_t, Chunk * chunk + I>{}), ...);
          }(std::integral_constant<std::size_t, C>{},
            std::make_index_sequence<(C + 1) * chunk <= N ? chunk : N - C * chunk>{}),
          ...);
    }(std::make_index_sequence<(N + chunk - 1) / chunk>{});
  }
}

}  // namespace tapeless::core
