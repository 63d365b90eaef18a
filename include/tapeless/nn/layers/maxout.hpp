// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/nn/layers/dense.hpp>

namespace tapeless {

/// The greatest of Pieces affine functions of x, for each of N results.
///
/// Shapes      x: [batch…, in]   →  y: [batch…, N]
/// Parameters  weight [in, N · Pieces], bias [N · Pieces], initialised as dense
/// Source      [goodfellow13] in docs/references.md
template <std::size_t N, std::size_t Pieces>
struct maxout_layer : layer<maxout_layer<N, Pieces>> {
  static constexpr detail::misfit numbers =
      detail::first_misfit({detail::at_least_one(detail::argument::features, N),
                            detail::at_least_one(detail::argument::pieces, Pieces)});
  template <expression X>
  static constexpr auto body(X x) {
    const auto all = dense_layer<N * Pieces, init::fan_in_uniform, init::fan_in_uniform>::body(x);
    constexpr dims parted = [] {
      dims d = decltype(all)::shape_type::value;
      d[d.rank - 1] = static_cast<int>(N);
      d[d.rank++] = static_cast<int>(Pieces);
      return d;
    }();
    return max(reshape<shape_of_dims<parted>>(all), axis<-1>);
  }
};
template <std::size_t N, std::size_t Pieces>
inline constexpr maxout_layer<N, Pieces> maxout{};

}  // namespace tapeless
