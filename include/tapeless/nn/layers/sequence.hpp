// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/nn/combinators.hpp>

namespace tapeless {

template <class X, int Rank>
struct sequence_requires_batch_time_and_features {
  static_assert(
      Rank == 3,
      "x >> rnn, gru, lstm, last_step, bidirectional(f): x must be [batch, time, features] [E077]");
};

namespace detail {
template <class X>
constexpr bool is_sequence() {
  if constexpr (X::shape_type::rank != 3 && !was_refused<X>)
    refuse(
        sentence<sequence_requires_batch_time_and_features<operand_of<X>, X::shape_type::rank>>{});
  return X::shape_type::rank == 3;
}
/// In place of a sequence of width H, or of its last step.
template <std::size_t H, bool LastStep, class X>
constexpr auto refused_sequence(X) {
  constexpr dims d = X::shape_type::value;
  if constexpr (LastStep || d.rank < 2)
    return stand_in<shape<static_cast<std::size_t>(d[0]), H>, X::type>{};
  else
    return stand_in<shape<static_cast<std::size_t>(d[0]), static_cast<std::size_t>(d[1]), H>,
                    X::type>{};
}
}  // namespace detail

/// The last step of a sequence.
///
/// Shapes    x: [N, T, D]   →  [N, D]
/// Errors    x without batch, time and feature axes: [E077]
struct last_step_layer : layer<last_step_layer> {
  template <expression X>
  static constexpr auto body(X x) {
    constexpr dims d = X::shape_type::value;
    if constexpr (!detail::is_sequence<X>())
      return detail::refused_sequence<static_cast<std::size_t>(d[d.rank > 0 ? d.rank - 1 : 0]),
                                      true>(x);
    else
      return reshape<shape<static_cast<std::size_t>(d[0]), static_cast<std::size_t>(d[2])>>(
          slice<1, d[1] - 1, d[1]>(x));
  }
};
inline constexpr last_step_layer last_step{};

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
