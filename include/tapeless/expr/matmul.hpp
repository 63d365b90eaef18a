// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/movement.hpp>

namespace tapeless {

template <class Left, class Right, int LeftRank, int RightRank>
struct matmul_requires_matrices {
  static constexpr bool holds = LeftRank >= 1 && RightRank >= 1;
  static_assert(holds, "matmul(A, B): A and B must have at least one axis [E011]");
};
template <class Left, class Right, std::size_t Columns, std::size_t Rows>
struct matmul_requires_inner_sizes_to_agree {
  static constexpr bool holds = Columns == Rows;
  static_assert(Columns == Rows, "matmul(A, B): columns of A must equal rows of B [E012]");
};

/// The matrix product over the last two axes, as numpy.matmul: leading axes broadcast; a vector counts
/// as one row (left) or one column (right), and that axis is dropped again.
template <expression A, expression B>
constexpr auto matmul(A a, B b) {
  constexpr int ra = A::shape_type::rank, rb = B::shape_type::rank;
  if constexpr (!require<matmul_requires_matrices<left_operand<A>, right_operand<B>, ra, rb>>) {
    return a;
  } else if constexpr (ra == 1) {
    const auto y = matmul(expand_dims<0>(a), b);
    using s = typename decltype(y)::shape_type;
    constexpr dims d = [] {
      dims out;
      for (int i = 0; i < s::rank; ++i)
        if (i != s::rank - (rb == 1 ? 1 : 2)) out[out.rank++] = s::value[i];
      return out;
    }();
    return reshape<shape_of_dims<d>>(y);
  } else if constexpr (rb == 1) {
    const auto y = matmul(a, expand_dims<1>(b));
    using s = typename decltype(y)::shape_type;
    constexpr dims d = [] {
      dims out = s::value;
      --out.rank;
      return out;
    }();
    return reshape<shape_of_dims<d>>(y);
  } else {
    constexpr auto da = A::shape_type::value, db = B::shape_type::value;
    if constexpr (!require<matmul_requires_inner_sizes_to_agree<
                      left_operand<A>, right_operand<B>, static_cast<std::size_t>(da[ra - 1]),
                      static_cast<std::size_t>(db[rb - 2])>>) {
      return a;
    } else {
      constexpr dims batch_a = [] { dims d = A::shape_type::value; d.rank -= 2; d[d.rank] = d[d.rank + 1] = 1; return d; }();
      constexpr dims batch_b = [] { dims d = B::shape_type::value; d.rank -= 2; d[d.rank] = d[d.rank + 1] = 1; return d; }();
      if constexpr (!require<operands_require_shapes_that_broadcast<contract_op, left_operand<A>, right_operand<B>,
                                                                    batch_a, batch_b>>) {
        return a;
      } else {
        constexpr dims d = contract_op::shape({{da, db, dims{}}, {}, dims{}});
        return apply<contract_op, shape_of_dims<d>, A, B>{};
      }
    }
  }
}

}  // namespace tapeless
