// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/require.hpp>
#include <tapeless/expr/expression.hpp>

// What functions and layers say to arguments that they do not take.

namespace tapeless {

template <class Given, bool Fit>
struct function_requires_numbers_in_its_type {
  static_assert(Fit,
                "f(x, ...): axes, sizes and shapes must be template arguments: sum(x, axis<1>), "
                "softmax(x, axis<1>), reshape<shape<2, 3>>(x), permute<1, 0>(x) [E116]");
};
template <class Given, bool Fit>
struct function_requires_expressions {
  static_assert(Fit,
                "f(x, ...): arguments must be expressions, as many as f takes: x >> layer, where a "
                "layer stands, constant<2.0>, where a number stands [E102]");
};

namespace detail {

/// First argument of a call of the library's functions, right or wrong.
template <class X>
concept term = expression<X> || layer_like<X>;

/// Stand-in for f(…): a value like the first expression.
constexpr stand_in<shape<>> like_first_expression() { return {}; }
template <class X, class... More>
constexpr auto like_first_expression(X, More... more) {
  if constexpr (expression<X>)
    return stand_in<typename X::shape_type, X::type>{};
  else
    return like_first_expression(more...);
}

/// Says that arguments must be expressions.
template <class... Given>
constexpr auto refused_operands(Given... given) {
  if constexpr (!(was_refused<Given> || ...))
    refuse(sentence<function_requires_expressions<arguments_given<Given...>, false>>{});
  return like_first_expression(given...);
}
/// The same for functions whose result is a scalar.
template <class... Given>
constexpr stand_in<shape<>> refused_loss(Given... given) {
  refused_operands(given...);
  return {};
}
/// Says that numbers must stand in angle brackets, of functions that take some there.
template <class... Given>
constexpr auto refused_numbers(Given... given) {
  if constexpr ((layer_like<Given> || ...)) {
    return refused_operands(given...);
  } else {
    if constexpr (!(was_refused<Given> || ...))
      refuse(sentence<function_requires_numbers_in_its_type<arguments_given<Given...>, false>>{});
    return like_first_expression(given...);
  }
}

}  // namespace detail

}  // namespace tapeless
