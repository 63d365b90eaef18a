// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/leaves.hpp>

namespace tapeless {

template <class Y, std::size_t Elements>
struct gradient_requires_a_scalar {
  static_assert(Elements == 1,
                "gradient(y, x): y must be a scalar: take sum(y) or mean(y) first [E022]");
};

template <class X, element Found>
struct gradient_requires_a_floating_x {
  static_assert(!is_integer(Found),
                "gradient(y, x): x must have a floating-point type: steps between integers have no "
                "slope [E111]");
};

/// dy/dx as an expression: it can be used, and differentiated, like any other.
template <class Y, class X>
struct gradient_of : expression_base {
  using shape_type = typename X::shape_type;
  static constexpr element type = X::type;
};

template <class Y, bool Alone>
struct gradients_requires_to_stand_alone {
  static_assert(Alone,
                "gradients(y): it must be a result of its own, as in compile(y, gradients(y)): it "
                "stands for as many values as y has parameters [E117]");
};

/// The gradients of y with respect to all its parameters, in the order of their first use.
template <class Y>
struct gradients_of : expression_base {
  using shape_type = typename Y::shape_type;
  static constexpr element type = Y::type;
};

/// dy/dx of a scalar y with respect to a leaf or any value that y is made of.
template <expression Y, expression X>
constexpr auto gradient(Y, X) {
  constexpr std::size_t elements = Y::shape_type::count;
  if constexpr (is_integer(X::type)) {
    refuse(sentence<gradient_requires_a_floating_x<operand_of<X>, X::type>>{});
    return stand_in<typename X::shape_type>{};
  } else if constexpr (elements == 1) {
    return gradient_of<Y, X>{};
  } else {
    if constexpr (!detail::was_refused<Y>)
      refuse(sentence<gradient_requires_a_scalar<operand_of<Y>, elements>>{});
    return stand_in<typename X::shape_type, X::type>{};
  }
}

template <expression Y>
constexpr auto gradients(Y) {
  constexpr std::size_t elements = Y::shape_type::count;
  if constexpr (elements == 1)
    return gradients_of<Y>{};
  else {
    if constexpr (!detail::was_refused<Y>)
      refuse(sentence<gradient_requires_a_scalar<operand_of<Y>, elements>>{});
    return stand_in<typename Y::shape_type, Y::type>{};
  }
}

namespace detail {
template <class X>
inline constexpr bool lasts = false;
template <leaf_expression X>
inline constexpr bool lasts<X> = X::kind == leaf_kind::parameter || X::kind == leaf_kind::state;
}  // namespace detail

template <class Leaf, class Value, class LeafShape, class ValueShape, bool Fits>
struct assign_requires_equal_shapes {
  static_assert(Fits, "assign(leaf, y): y must have, or broadcast to, the leaf's shape [E019]");
};

template <class Leaf, bool Lasts>
struct assign_requires_what_lasts {
  static_assert(Lasts, "assign(leaf, y): the leaf must be a parameter or a state [E115]");
};

/// Writes y into a parameter or state when the step ends. Its value, as an expression, is y. Of several that write one leaf
/// in a step the last counts (in a loop, that of the last iteration): they all read the old value.
template <expression Leaf, expression Y>
constexpr auto assign(Leaf, Y) {
  using to = typename Leaf::shape_type;
  using from = typename Y::shape_type;
  if constexpr (!detail::lasts<Leaf>) {
    refuse(sentence<assign_requires_what_lasts<operand_of<Leaf>, false>>{});
    return stand_in<to, Leaf::type>{};
  } else if constexpr (broadcast(from::value, to::value) == to::value)
    return apply<ops::assign_op, to, Leaf, Y>{};
  else {
    if constexpr (!detail::was_refused<Y>)
      refuse(sentence<assign_requires_equal_shapes<Leaf, operand_of<Y>, to, from, false>>{});
    return stand_in<to, Leaf::type>{};
  }
}

template <class A, class B, class AShape, class BShape, bool Same>
struct training_choice_requires_one_shape {
  static_assert(Same, "when_training(a, b): a and b must have one shape [E029]");
};

/// A in a training step, B in inference: dropout, batch statistics.
template <class A, class B>
struct training_choice : expression_base {
  using shape_type = typename A::shape_type;
  static constexpr element type = A::type;
};
template <expression A, expression B>
constexpr auto when_training(A, B) {
  using a = typename A::shape_type;
  using b = typename B::shape_type;
  if constexpr (std::is_same_v<a, b>)
    return training_choice<A, B>{};
  else {
    if constexpr (!(detail::was_refused<A> || detail::was_refused<B>))
      refuse(sentence<
             training_choice_requires_one_shape<operand_of<A>, operand_of<B>, a, b, false>>{});
    return stand_in<b, B::type>{};
  }
}

/// In an optimiser's rule: the sum of all elements of g, and the sum of a scalar over all parameters.
template <expression X>
constexpr apply<with<ops::reduce_sum_op, every_axis>, shape<>, X> sum_of_elements(X) {
  return {};
}
template <expression X>
constexpr apply<ops::global_sum_op, shape<>, X> global_sum(X) {
  return {};
}

}  // namespace tapeless
