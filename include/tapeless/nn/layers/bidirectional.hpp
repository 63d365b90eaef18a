// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/sequence_axes.hpp>

namespace tapeless {

/// f along the sequence, and another f against it, side by side along the features: `bidirectional(lstm<64>)`. With an f that
/// gives one step ([N, H]) the two ends are side by side. Parameters are "0.…" and "1.…".
///
/// Shapes    x: [N, T, D]   →  [N, T, 2H] (or [N, 2H])
/// Errors    x without batch, time and feature axes: [E077]
/// Source    torch.nn.LSTM(bidirectional=True)
template <class F>
struct bidirectional_layer : layer<bidirectional_layer<F>> {
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::is_sequence<X>()) {
      return stand_in<typename X::shape_type, X::type>{};
    } else {
      const auto forward = call<branch<0, F>, X>{};
      const auto turned = reverse<1>(x);
      const auto backward = call<branch<1, F>, std::remove_const_t<decltype(turned)>>{};
      if constexpr (decltype(backward)::shape_type::rank == 3)
        return concat<-1>(forward, reverse<1>(backward));
      else
        return concat<-1>(forward, backward);
    }
  }
};
template <applicable F>
constexpr bidirectional_layer<F> bidirectional(F) {
  return {};
}

}  // namespace tapeless
