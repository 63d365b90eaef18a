// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/derivatives.hpp>

namespace tapeless {

template <class F, class Rule, class XShape, class Found, bool Same>
struct custom_gradient_requires_the_shape_of_x {
  static_assert(Same, "custom_gradient(f, rule)(x): rule(x, dy) must have the shape of x [E037]");
};

/// f whose values are not kept for the reverse sweep: it computes them again from x. Less memory for one more evaluation.
///
/// Shapes    as f
/// Errors    none of its own
/// Cost      the plan has what f makes twice, and keeps x alone in between; an f with a loop in it is kept as it is
/// Source    [chen16] in docs/references.md; jax.checkpoint, torch.utils.checkpoint
template <class F>
struct checkpoint_layer : layer<checkpoint_layer<F>> {
  static constexpr bool passes_scope = true;
  static constexpr bool is_checkpoint = true;
  template <expression... X>
  static constexpr auto body(X...) {
    return call<F, X...>{};
  }
};
template <class F>
constexpr checkpoint_layer<F> checkpoint(F) {
  return {};
}

/// f(x), whose cotangent is whatever Rule makes of x and that of f(x).
template <class F, class Rule, class X, class Y, class Dx>
struct with_gradient : expression_base {
  using shape_type = typename Y::shape_type;
  static constexpr element type = Y::type;
};

/// f with a gradient of your own: `rule(x, dy)` is the cotangent of x where that of f(x) is dy.
///
///     // rounds, and lets gradients through as if it did not
///     constexpr auto straight = custom_gradient([](auto x) { return round(x); }, [](auto, auto dy) { return dy; });
///
/// Shapes    f(x): any; rule(x, dy): as x
/// Errors    a rule of another shape: [E037]
/// Source    jax.custom_vjp, torch.autograd.Function
template <class F, class Rule>
struct custom_gradient_layer : layer<custom_gradient_layer<F, Rule>> {
  static constexpr bool passes_scope = true;
  template <expression X>
  static constexpr auto body(X x) {
    using y = call<F, X>;
    using dy = own_zeros<typename y::shape_type, y::type, with_gradient<F, Rule, X, y, void>>;
    using dx = decltype(Rule{}(x, dy{}));
    using wanted = typename X::shape_type;
    using found = typename dx::shape_type;
    if constexpr (std::is_same_v<wanted, found>) {
      return with_gradient<F, Rule, X, y, dx>{};
    } else {
      if constexpr (!detail::was_refused<dx>)
        refuse(sentence<custom_gradient_requires_the_shape_of_x<F, Rule, wanted, found, false>>{});
      return y{};
    }
  }
};
template <class F, class Rule>
constexpr custom_gradient_layer<F, Rule> custom_gradient(F, Rule) {
  return {};
}

}  // namespace tapeless
