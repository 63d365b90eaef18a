// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/setting.hpp>

namespace tapeless {

namespace tags {
struct accumulated;
}

template <std::size_t Steps>
struct accumulate_requires_steps {
  static_assert(Steps >= 1, "accumulate<N>(optimiser): N must be at least 1 [E050]");
};

/// An optimiser that updates in every Steps-th step, with the mean gradient of the steps since: the same as one
/// step on a batch Steps times as large (for losses that are means), with the memory of the small batch.
///
///     accumulate<4>(adam{.learning_rate = 1e-3})
///
/// State     accumulated: one number per parameter, beside the optimiser's own
/// Schedules count updates, not steps
template <std::size_t Steps, class Optimiser>
struct accumulated {
  using checked = decltype(refuse(sentence<accumulate_requires_steps<Steps>>{}));
  using wrapped = Optimiser;
  static constexpr std::size_t steps_per_update = Steps > 0 ? Steps : 1;

  Optimiser optimiser;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr state<tags::accumulated, shape<>> kept{};
    constexpr auto steps = constant<static_cast<double>(steps_per_update)>;
    const auto step = convert<double>(step_number);
    const auto due = equal(step, steps * floor(step / steps));
    const auto total = kept + g;
    return when_due(
        due, w, Optimiser::update(w, total * constant<1.0 / static_cast<double>(steps_per_update)>),
        assign(kept, select(due, constant<0.0>, total)));
  }

  constexpr void for_each_part(auto&& f) { f(optimiser); }
  constexpr void for_each_part(auto&& f) const { f(optimiser); }

 private:
  template <class Due, class W, class New, class... Leaf, class... Shape, class... Y, class Reset>
  static constexpr auto when_due(Due due, W w,
                                 update_of<New, apply<ops::assign_op, Shape, Leaf, Y>...>,
                                 Reset reset) {
    return update_to(select(due, New{}, w), assign(Leaf{}, select(due, Y{}, Leaf{}))..., reset);
  }
};

template <std::size_t Steps, class Optimiser>
constexpr accumulated<Steps, Optimiser> accumulate(Optimiser optimiser) {
  return {optimiser};
}

/// Number of steps that make one update of an optimiser.
template <class Optimiser>
inline constexpr std::size_t steps_per_update = [] {
  if constexpr (requires { Optimiser::steps_per_update; })
    return Optimiser::steps_per_update;
  else
    return std::size_t{1};
}();

}  // namespace tapeless
