// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>

namespace tapeless::detail {

/// The index along an axis of a shape, in the type in which X is computed: what fuses with values of X.
template <class X, int Axis, class Shape = typename X::shape_type>
constexpr auto index_beside() {
  if constexpr (computes_in(X::type) == iota<Shape, Axis>::type)
    return iota<Shape, Axis>{};
  else
    return convert<computed_type_of<X>>(iota<Shape, Axis>{});
}

}  // namespace tapeless::detail
