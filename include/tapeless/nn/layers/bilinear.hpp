// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/nn/layers/dense.hpp>

namespace tapeless {

/// y[…, o] = Σ a[…, i] weight[o, i, j] b[…, j] + bias[o]: a function of two values, `bilinear<8>(a, b)`.
///
/// Shapes      a: [batch…, n], b: [batch…, m]   →  y: [batch…, N]
/// Parameters  weight [N, n, m], bias [N], both U(±1/√n), as PyTorch
/// Source      torch.nn.Bilinear
template <std::size_t N>
struct bilinear_layer : layer<bilinear_layer<N>> {
  template <expression A, expression B>
  static constexpr auto body(A a, B b) {
    constexpr dims da = A::shape_type::value, db = B::shape_type::value;
    if constexpr (da.rank == 0 || db.rank == 0) {
      return matmul(a, b);  // which refuses it
    } else {
      constexpr auto n = static_cast<std::size_t>(da[da.rank - 1]),
                     m = static_cast<std::size_t>(db[db.rank - 1]), rows = A::shape_type::count / n;
      constexpr parameter<tags::weight, shape<N, n, m>, init::for_bias<init::fan_in_uniform, n>,
                          real_of<A>>
          weight{};
      constexpr parameter<tags::bias, shape<N>, init::for_bias<init::fan_in_uniform, n>, real_of<A>>
          bias{};
      // [N, rows, m], then a row's product with b
      const auto halfway = matmul(reshape<shape<1, rows, n>>(a), weight);
      const auto y = transpose(sum(halfway * reshape<shape<1, rows, m>>(b), axis<-1>)) + bias;
      return reshape<shape_of_dims<detail::resized(da, da.rank - 1, static_cast<int>(N))>>(y);
    }
  }
};
template <std::size_t N>
inline constexpr bilinear_layer<N> bilinear{};

}  // namespace tapeless
