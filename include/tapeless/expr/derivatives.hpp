// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/scan.hpp>
#include <tapeless/expr/transformations.hpp>

namespace tapeless {

template <class Y, class V, class YShape, class VShape, bool Same>
struct derivative_requires_a_vector_of_the_same_shape {
  static_assert(
      Same,
      "vjp(y, x, v), jvp(y, x, v), hvp(y, x, v): v must have the shape of y (vjp) or of x "
      "(jvp, hvp) [E075]");
};
template <class Y, int Rank>
struct jacobian_requires_room_for_its_axes {
  static_assert(
      Rank <= 6,
      "jacobian(y, x), hessian(y, x): the axes of y and x together must be at most 6 [E076]");
};

/// The cotangent of x where y has the cotangent V: an expression that `differentiate` answers.
template <class Y, class X, class V>
struct vjp_of : expression_base {
  using shape_type = typename X::shape_type;
  static constexpr element type = X::type;
};

/// Zeros that are no other zeros: what a derivative is taken at and never used.
template <class Shape, element Type, class Tag>
struct own_zeros : expression_base {
  using shape_type = Shape;
  static constexpr element type = Type;
};

namespace detail {
template <expression Like, expression V>
constexpr bool has_shape_of() {
  using wanted = typename Like::shape_type;
  using found = typename V::shape_type;
  if constexpr (!std::is_same_v<wanted, found> && !(was_refused<Like> || was_refused<V>))
    refuse(sentence<derivative_requires_a_vector_of_the_same_shape<operand_of<Like>, operand_of<V>,
                                                                   wanted, found, false>>{});
  return std::is_same_v<wanted, found>;
}
}  // namespace detail

/// The product of a vector with the Jacobian, vᵀ · dy/dx: reverse mode, at the cost of a gradient. v counts as independent
/// of x.
///
/// Shapes    y, v: any, the same; x: any   →  as x
/// Errors    another shape of v: [E075]; y not made of x: [E023]
/// Source    jax.vjp, torch.func.vjp
template <expression Y, expression X, expression V>
constexpr auto vjp(Y, X, V) {
  if constexpr (detail::has_shape_of<Y, V>())
    return vjp_of<Y, X, V>{};
  else
    return stand_in<typename X::shape_type, X::type>{};
}

/// The product of the Jacobian with a vector, dy/dx · v: forward mode, by transposing the transpose. What the two share is
/// computed once, so it costs about two evaluations of y.
///
/// Shapes    x, v: any, the same; y: any   →  as y
/// Errors    another shape of v: [E075]; y not made of x: [E023]
/// Source    jax.jvp, torch.func.jvp
template <expression Y, expression X, expression V>
constexpr auto jvp(Y, X, V) {
  if constexpr (detail::has_shape_of<X, V>()) {
    using at = own_zeros<typename Y::shape_type, Y::type, vjp_of<Y, X, V>>;
    return vjp_of<vjp_of<Y, X, at>, at, V>{};
  } else {
    return stand_in<typename Y::shape_type, Y::type>{};
  }
}

/// The product of the Hessian of a scalar y with a vector: the derivative of its gradient along v.
///
/// Shapes    y: []; x, v: any, the same   →  as x
/// Errors    y no scalar: [E022]; another shape of v: [E075]
/// Source    torch.autograd.functional.hvp
template <expression Y, expression X, expression V>
constexpr auto hvp(Y y, X x, V v) {
  return vjp(gradient(y, x), x, v);
}

namespace detail {

/// Row i of the identity, in a shape.
template <class Shape, class Element>
constexpr auto basis_vector(auto i) {
  return reshape<Shape>(convert<Element>(equal(iota<shape<Shape::count>, 0>{}, i)));
}
struct jacobian_row {
  static constexpr auto body(auto i, auto y, auto x) {
    using s = typename decltype(y)::shape_type;
    return next().emit(vjp(y, x, basis_vector<s, real_of<decltype(y)>>(i)));
  }
};
struct jacobian_column {
  static constexpr auto body(auto i, auto y, auto x) {
    using s = typename decltype(x)::shape_type;
    return next().emit(jvp(y, x, basis_vector<s, real_of<decltype(x)>>(i)));
  }
};
constexpr dims joined(const dims& a, const dims& b) {
  dims d = a;
  for (int i = 0; i < b.rank && d.rank < max_rank; ++i) d[d.rank++] = b[i];
  return d;
}
template <class Y, class X>
constexpr bool jacobian_fits() {
  constexpr int rank = Y::shape_type::rank + X::shape_type::rank;
  if constexpr (rank > max_rank && !(was_refused<Y> || was_refused<X>))
    refuse(sentence<jacobian_requires_room_for_its_axes<operand_of<Y>, rank>>{});
  return rank <= max_rank;
}
template <class Row, class Along, class Y, class X>
constexpr auto rows_of_jacobian(Y y, X x) {
  return outputs<0>(
      scan(Row{}, from(), over(iota<shape<Along::shape_type::count>, 0>{}), common(y, x)));
}
}  // namespace detail

/// All derivatives of y with respect to x, row by row in reverse mode: good where y has fewer elements than x.
///
/// Shapes    y: [y…], x: [x…]   →  [y…, x…]
/// Errors    more than 6 axes: [E076]; y not made of x: [E023]
/// Cost      one vjp for each element of y, all together in one pass where the ops allow (passes/rewrite/vectorise.hpp)
/// Source    jax.jacrev, torch.func.jacrev
template <expression Y, expression X>
constexpr auto jacobian(Y y, X x) {
  using out = shape_of_dims<detail::joined(Y::shape_type::value, X::shape_type::value)>;
  if constexpr (detail::jacobian_fits<Y, X>())
    return reshape<out>(detail::rows_of_jacobian<detail::jacobian_row, Y>(y, x));
  else
    return stand_in<out, X::type>{};
}

/// The same, column by column in forward mode: good where x has fewer elements than y.
///
/// Shapes, Errors   as jacobian
/// Cost      one jvp for each element of x, all together in one pass where the ops allow
/// Source    jax.jacfwd, torch.func.jacfwd
template <expression Y, expression X>
constexpr auto jacobian_forward(Y y, X x) {
  using out = shape_of_dims<detail::joined(Y::shape_type::value, X::shape_type::value)>;
  if constexpr (detail::jacobian_fits<Y, X>()) {
    const auto columns = reshape<shape<X::shape_type::count, Y::shape_type::count>>(
        detail::rows_of_jacobian<detail::jacobian_column, X>(y, x));
    return reshape<out>(transpose(columns));
  } else {
    return stand_in<out, X::type>{};
  }
}

/// All second derivatives of a scalar y: the Jacobian of its gradient.
///
/// Shapes    y: [], x: [x…]   →  [x…, x…]
/// Errors    y no scalar: [E022]; more than 6 axes: [E076]
/// Source    jax.hessian, torch.func.hessian
template <expression Y, expression X>
constexpr auto hessian(Y y, X x) {
  return jacobian(gradient(y, x), x);
}

}  // namespace tapeless
