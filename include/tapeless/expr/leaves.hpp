// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <tapeless/core/leaf_kind.hpp>
#include <tapeless/core/shape.hpp>
#include <tapeless/expr/expression.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/refused_arguments.hpp>

namespace tapeless {

/// Initialisers of leaves. Each has `of(shape)`, which gives the distribution for that shape.
namespace init {
struct zeros {
  static constexpr initial_value of(const dims&) { return {}; }
};
}  // namespace init

template <class Initial, bool Gives>
struct parameter_requires_an_initialiser {
  static_assert(Gives,
                "parameter<tag, shape, initialiser>, dense<n, initialiser>: an initialiser must "
                "have a static of(shape): init::zeros, init::he_normal [E108]");
};

/// A value that the caller provides at every run; no gradient is kept for it unless asked.
///
///     inline constexpr tl::input<struct pixels, tl::shape<64, 784>> pixels{};
template <class Tag, class Shape, class Element = float>
struct input : expression_base {
  using tag = Tag;
  using shape_type = Shape;
  static constexpr element type = detail::declared<Element>;
  static constexpr leaf_kind kind = leaf_kind::input;
  static constexpr initial_value initial() { return {}; }
};

/// Value that a prediction is compared with: an input of the loss.
template <class Tag, class Shape, class Element = float>
struct target : input<Tag, Shape, Element> {
  static constexpr leaf_kind kind = leaf_kind::target;
};

/// A value that training changes. The same tag in the same scope is the same parameter.
template <class Tag, class Shape, class Initial = init::zeros, class Element = float>
struct parameter : expression_base {
  using tag = Tag;
  using shape_type = Shape;
  static constexpr element type = detail::declared<Element>;
  static constexpr leaf_kind kind = leaf_kind::parameter;
  static constexpr initial_value initial() {
    if constexpr (detail::of_wrong_numbers<Initial>) {
      refuse(detail::misfit_sentence<Initial>());
      return {};
    } else if constexpr (requires { Initial::of(Shape::value); }) {
      return Initial::of(Shape::value);
    } else {
      refuse(sentence<parameter_requires_an_initialiser<Initial, false>>{});
      return {};
    }
  }
};

/// A value that lasts from run to run and is changed only by `assign`: moments, running means, hidden states.
template <class Tag, class Shape, class Initial = init::zeros, class Element = float>
struct state : parameter<Tag, Shape, Initial, Element> {
  static constexpr leaf_kind kind = leaf_kind::state;
};

/// A scalar setting that may change from run to run without compiling anew: a learning rate.
template <class Tag, class Element = float>
struct option : input<Tag, shape<>, Element> {
  static constexpr leaf_kind kind = leaf_kind::option;
};

/// Names of the library's own leaves.
namespace tags {
struct weight;
struct bias;
struct seed;
struct step;
struct update;
}  // namespace tags

/// The number of the training step, 1 in the first; the program counts it.
inline constexpr option<tags::step, std::int32_t> step_number{};
/// The number of the update that the step belongs to: the step's own, unless gradients are accumulated.
inline constexpr option<tags::update, std::int32_t> update_number{};
/// The seed of this program's random numbers.
inline constexpr option<tags::seed, std::int32_t> random_seed{};

template <class E>
concept leaf_expression = expression<E> && requires { typename std::remove_cvref_t<E>::tag; };

/// Fresh random numbers in every step, and in every iteration of a loop, from (seed, step, place in the network): see
/// `random_op`.
template <int Distribution, class Shape, real Value = 0.0, class Tag = void>
struct random_numbers : expression_base {
  using shape_type = Shape;
  static constexpr element type = default_element;

  static constexpr detail::misfit numbers =
      Distribution != 2 ? detail::misfit{} : detail::share(detail::argument::probability, Value);
  using checked = decltype(refuse(detail::misfit_sentence<random_numbers, numbers>()));
};
template <class Shape, class Tag = void>
inline constexpr random_numbers<0, Shape, 0.0, Tag> random_uniform{};
template <class Shape, class Tag = void>
inline constexpr random_numbers<1, Shape, 0.0, Tag> random_normal{};
template <class Shape, real Probability, class Tag = void>
inline constexpr random_numbers<2, Shape, Probability, Tag> random_bernoulli{};

}  // namespace tapeless
