// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/expression.hpp>

// What a value brings with it besides its elements: assignments, terms of a loss.

namespace tapeless {

/// The value y; the effects become part of every program that y is part of.
template <class Y, class... Effect>
struct with_effects : expression_base {
  using shape_type = typename Y::shape_type;
  static constexpr element type = Y::type;
};

/// y, and assignments that nothing reads: `after(y, assign(count, count + constant<1.0>))`.
template <expression Y, expression... Effect>
constexpr with_effects<Y, Effect...> after(Y, Effect...) {
  return {};
}

/// The value y, with a term for the loss of whatever is made of it.
template <class Y, class Term>
struct with_loss : expression_base {
  using shape_type = typename Y::shape_type;
  static constexpr element type = Y::type;
};

template <class Term, class Shape, std::size_t Elements>
struct add_loss_requires_a_scalar {
  static_assert(Elements == 1,
                "add_loss(y, term): the term must be a scalar: take sum(term) or mean(term) first "
                "[E085]");
};

/// y unchanged; `total_loss` adds the term to the loss of every network that y is part of: a trainer does.
///
/// Shapes    term: a scalar
/// Errors    another shape: [E085]
/// Source    Keras' Layer.add_loss
template <expression Y, expression Term>
constexpr auto add_loss(Y, Term) {
  using from = typename Term::shape_type;
  if constexpr (from::count == 1) {
    return with_loss<Y, Term>{};
  } else {
    if constexpr (!detail::was_refused<Term>)
      refuse(sentence<add_loss_requires_a_scalar<operand_of<Term>, from, from::count>>{});
    return stand_in<typename Y::shape_type, Y::type>{};
  }
}

/// A loss and all terms added to values that it is made of.
template <class Loss>
struct total_of : expression_base {
  using shape_type = typename Loss::shape_type;
  static constexpr element type = Loss::type;
};
template <expression Loss>
constexpr total_of<Loss> total_loss(Loss) {
  return {};
}

/// In place of statistics of a single value: a program that trains may not be made of them [E080].
template <class X>
struct lone_statistics : expression_base {
  using shape_type = typename X::shape_type;
  static constexpr element type = X::type;
};

}  // namespace tapeless
