// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/leaves.hpp>

namespace tapeless {

template <class Y, int Rank>
struct gradient_requires_a_scalar {
  static constexpr bool holds = Y::shape_type::count == 1;
  static_assert(holds, "gradient(y, x): y must be a scalar: take sum(y) or mean(y) first [E022]");
};

/// dy/dx as an expression: it can be used, and differentiated, like any other.
template <class Y, class X>
struct gradient_of : expression_base {
  using shape_type = typename X::shape_type;
  static constexpr element type = X::type;
};

/// The gradients of y with respect to all its parameters, in the order of their first use.
template <class Y>
struct gradients_of : expression_base {
  using shape_type = typename Y::shape_type;
  static constexpr element type = Y::type;
};

/// dy/dx of a scalar y with respect to a leaf or any value that y is made of.
template <expression Y, expression X>
constexpr auto gradient(Y, X x) {
  if constexpr (require<gradient_requires_a_scalar<Y, Y::shape_type::rank>>)
    return gradient_of<Y, X>{};
  else
    return x;
}

template <expression Y>
constexpr auto gradients(Y y) {
  if constexpr (require<gradient_requires_a_scalar<Y, Y::shape_type::rank>>)
    return gradients_of<Y>{};
  else
    return y;
}

template <class Leaf, class Value>
struct assign_requires_equal_shapes {
  static constexpr bool holds = broadcast(Value::shape_type::value, Leaf::shape_type::value) == Leaf::shape_type::value;
  static_assert(holds, "assign(leaf, y): y must have, or broadcast to, the leaf's shape [E019]");
};

/// Writes y into a parameter or state when the step ends. Its value, as an expression, is y.
template <leaf_expression Leaf, expression Y>
constexpr auto assign(Leaf, Y y) {
  if constexpr (require<assign_requires_equal_shapes<Leaf, Y>>)
    return apply<assign_op, typename Leaf::shape_type, Leaf, Y>{};
  else
    return y;
}

/// A in a training step, B in inference: dropout, batch statistics.
template <class A, class B>
struct training_choice : expression_base {
  using shape_type = typename A::shape_type;
  static constexpr element type = A::type;
};
template <expression A, expression B>
constexpr training_choice<A, B> when_training(A, B) {
  static_assert(std::is_same_v<typename A::shape_type, typename B::shape_type>,
                "when_training(a, b): a and b must have one shape [E029]");
  return {};
}

/// In an optimiser's rule: the sum of all elements of g, and the sum of a scalar over all parameters.
template <expression X>
constexpr apply<with<reduce_sum_op, every_axis>, shape<>, X> sum_of_elements(X) {
  return {};
}
template <expression X>
constexpr apply<global_sum_op, shape<>, X> global_sum(X) {
  return {};
}

}  // namespace tapeless
