// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/require.hpp>
#include <tapeless/expr/expression.hpp>

namespace tapeless {

template <class X, int Spatial, int Rank, bool Fits>
struct layer_requires_spatial_axes {
  static_assert(Fits,
                "x >> f: a layer over N spatial axes needs x with these and the channels behind "
                "them: [batch, N sizes, "
                "channels] [E068]");
};

namespace detail {
/// True if x has `Spatial` axes and the channels behind them.
template <class X, int Spatial>
inline constexpr bool has_spatial_axes = X::shape_type::rank > Spatial;

/// The axis of x that is the spatial axis i.
template <class X, int Spatial>
constexpr int spatial_axis(int i) {
  return X::shape_type::rank - 1 - Spatial + i;
}

/// Stand-in for f(x) when x has too few axes.
template <int Spatial, expression X>
constexpr auto refused_for_its_axes(X) {
  refuse(
      sentence<layer_requires_spatial_axes<operand_of<X>, Spatial, X::shape_type::rank, false>>{});
  return stand_in<typename X::shape_type, X::type>{};
}
}  // namespace detail

}  // namespace tapeless
