// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>

namespace tapeless::detail {

/// The index along an axis of a shape, in the type in which X is computed: what fuses with values of X.
template <class X, int Axis, class Shape = typename X::shape_type>
constexpr auto index_beside() {
  if constexpr (std::is_same_v<real_of<X>, double>)
    return convert<double>(iota<Shape, Axis>{});
  else
    return iota<Shape, Axis>{};
}

}  // namespace tapeless::detail
