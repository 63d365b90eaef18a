// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/expr/expression.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/optimisers/accumulate.hpp>

namespace tapeless {

/// A rule for gradients that stands before an optimiser: `clip_norm{1.0} >> adam{}`.
template <class T>
concept gradient_transformation = requires { T::transform(placeholder<shape<>, float, 0>{}); };

/// A rule for one parameter and its gradient.
template <class T>
concept optimiser =
    requires { T::update(placeholder<shape<>, float, 0>{}, placeholder<shape<>, float, 1>{}); };

/// Two gradient transformations, one after the other.
template <class First, class Second>
struct transform_chain {
  First first;
  Second second;

  template <expression G>
  static constexpr auto transform(G g) {
    return Second::transform(First::transform(g));
  }
  constexpr void for_each_part(auto&& f) { f(first), f(second); }
  constexpr void for_each_part(auto&& f) const { f(first), f(second); }
};

/// An optimiser that is given the transformed gradient: an optimiser again.
template <class Transform, class Optimiser>
struct update_chain {
  using wrapped = Optimiser;
  static constexpr std::size_t steps_per_update = tapeless::steps_per_update<Optimiser>;

  Transform transform;
  Optimiser optimiser;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    return Optimiser::update(w, Transform::transform(g));
  }
  constexpr void for_each_part(auto&& f) { f(transform), f(optimiser); }
  constexpr void for_each_part(auto&& f) const { f(transform), f(optimiser); }
};

template <gradient_transformation First, gradient_transformation Second>
constexpr transform_chain<First, Second> operator>>(First first, Second second) {
  return {first, second};
}
template <gradient_transformation Transform, optimiser Optimiser>
constexpr update_chain<Transform, Optimiser> operator>>(Transform transform, Optimiser rule) {
  return {transform, rule};
}

}  // namespace tapeless
