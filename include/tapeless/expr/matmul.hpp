// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/movement.hpp>

namespace tapeless {

template <class Left, class Right, int LeftRank, int RightRank>
struct matmul_requires_matrices {
  static_assert(LeftRank >= 1 && RightRank >= 1,
                "matmul(A, B): A and B must have at least one axis [E011]");
};
template <class Left, class Right, std::size_t Columns, std::size_t Rows>
struct matmul_requires_inner_sizes_to_agree {
  static_assert(Columns == Rows, "matmul(A, B): columns of A must equal rows of B [E012]");
};

namespace detail {
/// All axes but the last two, for a product of matrices.
constexpr dims batch_of(dims d) {
  d.rank -= 2;
  d[d.rank] = d[d.rank + 1] = 1;
  return d;
}
/// The shape of a product where the inner sizes agree, or should.
constexpr dims product_shape(const dims& a, const dims& b, const dims& batch) {
  dims d = batch;
  d[d.rank++] = a[a.rank - 2];
  d[d.rank++] = b[b.rank - 1];
  return d;
}
constexpr dims without_axis(const dims& d, int axis) {
  dims out;
  for (int i = 0; i < d.rank; ++i)
    if (i != axis) out[out.rank++] = d[i];
  return out;
}
}  // namespace detail

/// The matrix product over the last two axes, as numpy.matmul: leading axes broadcast; a vector counts
/// as one row (left) or one column (right), and that axis is dropped again.
template <expression A, expression B>
constexpr auto matmul(A a, B b) {
  constexpr int ra = A::shape_type::rank, rb = B::shape_type::rank;
  constexpr element type = promote(A::type, B::type);
  if constexpr (ra == 0 || rb == 0) {
    refuse(sentence<matmul_requires_matrices<left_operand<A>, right_operand<B>, ra, rb>>{});
    return stand_in<std::conditional_t<ra == 0, typename B::shape_type, typename A::shape_type>,
                    type>{};
  } else if constexpr (ra == 1) {
    const auto y = matmul(expand_dims<0>(a), b);
    using s = typename decltype(y)::shape_type;
    return reshape<shape_of_dims<detail::without_axis(s::value, s::rank - (rb == 1 ? 1 : 2))>>(y);
  } else if constexpr (rb == 1) {
    const auto y = matmul(a, expand_dims<1>(b));
    using s = typename decltype(y)::shape_type;
    return reshape<shape_of_dims<detail::without_axis(s::value, s::rank - 1)>>(y);
  } else {
    constexpr dims da = A::shape_type::value, db = B::shape_type::value;
    constexpr dims batch_a = detail::batch_of(da), batch_b = detail::batch_of(db);
    constexpr dims batch = broadcast(batch_a, batch_b);
    constexpr std::size_t columns = static_cast<std::size_t>(da[ra - 1]),
                          rows = static_cast<std::size_t>(db[rb - 2]);
    using meant = shape_of_dims<detail::product_shape(da, db, batch.rank < 0 ? batch_a : batch)>;
    if constexpr (columns == rows && batch.rank >= 0)
      return apply<ops::contract_op, meant, A, B>{};
    else if constexpr (detail::was_refused<A> || detail::was_refused<B>)
      return stand_in<meant, type>{};
    else if constexpr (columns != rows) {
      refuse(sentence<matmul_requires_inner_sizes_to_agree<left_operand<A>, right_operand<B>,
                                                           columns, rows>>{});
      return stand_in<meant, type>{};
    } else {
      refuse(
          sentence<operands_require_shapes_that_broadcast<ops::contract_op, left_operand<A>,
                                                          right_operand<B>, shape_of_dims<batch_a>,
                                                          shape_of_dims<batch_b>, false>>{});
      return stand_in<meant, type>{};
    }
  }
}

}  // namespace tapeless
