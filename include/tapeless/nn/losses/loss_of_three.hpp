// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>

namespace tapeless {

template <class First, class Other, class FirstShape, class OtherShape, bool Fits>
struct loss_requires_values_that_fit {
  static_assert(Fits,
                "loss(a, b, c): the shapes of a, b and c must be those that the loss names [E054]");
};

/// Loss of three values that need not be a prediction and a target: `triplet_margin<>(anchor, near, far)`. Derive from it
/// and give a static `body(a, b, c)`, `fits(shape of a, of b, of c)` and `reduced`.
template <class Self>
struct loss_of_three {
  static constexpr bool takes_no_position = true;

  template <expression A, expression B, expression C>
  constexpr auto operator()(A, B, C) const {
    using a = typename A::shape_type;
    using b = typename B::shape_type;
    using c = typename C::shape_type;
    if constexpr (Self::fits(a::value, b::value, c::value)) {
      return call<Self, A, B, C>{};
    } else {
      using wrong =
          std::conditional_t<Self::fits(a::value, b::value, a::value) || std::is_same_v<a, b>, C,
                             B>;
      if constexpr (!(detail::was_refused<A> || detail::was_refused<B> || detail::was_refused<C>))
        refuse(sentence<loss_requires_values_that_fit<operand_of<A>, operand_of<wrong>, a,
                                                      typename wrong::shape_type, false>>{});
      return stand_in<shape<>, A::type>{};
    }
  }
  template <class... Given>
  constexpr auto operator()(Given... given) const {
    return detail::refused_loss(given...);
  }
};

}  // namespace tapeless
