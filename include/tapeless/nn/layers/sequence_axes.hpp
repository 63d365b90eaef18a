// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/expression.hpp>

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

}  // namespace tapeless
