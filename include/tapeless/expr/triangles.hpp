// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/index_beside.hpp>

namespace tapeless {

namespace detail {
/// x where its column is at most (or at least) its row + Offset, else 0.
template <bool Lower, int Offset, expression X>
constexpr auto triangle(X x) {
  constexpr int rank = X::shape_type::rank;
  if constexpr (rank < 2) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, -2, rank>>{});
    return stand_in<typename X::shape_type, X::type>{};
  } else {
    const auto row = index_beside<X, rank - 2>() + constant<double{Offset}>;
    const auto column = index_beside<X, rank - 1>();
    if constexpr (Lower)
      return select(column <= row, x, constant<0.0>);
    else
      return select(row <= column, x, constant<0.0>);
  }
}
}  // namespace detail

/// The lower triangle of the last two axes; zeros above the diagonal `Offset` places to the right of the main one.
///
/// Source    torch.tril
template <int Offset = 0, expression X>
constexpr auto tril(X x) {
  return detail::triangle<true, Offset>(x);
}

/// The upper triangle of the last two axes; zeros below the diagonal `Offset` places to the right of the main one.
///
/// Source    torch.triu
template <int Offset = 0, expression X>
constexpr auto triu(X x) {
  return detail::triangle<false, Offset>(x);
}

/// 1 where the column (a key's time) is at most the row (a query's), else 0: [Rows, Columns], made of indices.
template <std::size_t Rows, std::size_t Columns = Rows>
inline constexpr auto causal_mask =
    iota<shape<Rows, Columns>, 1>{} <= iota<shape<Rows, Columns>, 0>{};

}  // namespace tapeless
