// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/setting.hpp>

namespace tapeless {

namespace tags {
struct beta1;
struct beta2;
struct exp_avg;
struct exp_avg_sq;
}  // namespace tags

// Running means of the gradients and of their squares: the state of Adam and its relatives.

namespace detail {
/// β₁ m + (1 − β₁) d: the running mean of the gradients, moved on by this one.
constexpr auto new_mean(auto d) {
  constexpr option<tags::beta1, double> beta1{};
  constexpr state<tags::exp_avg, shape<>> mean{};
  return mean + (constant<1.0> - beta1) * (d - mean);
}
/// β₂ v + (1 − β₂) d²: the running mean of their squares.
constexpr auto new_square_mean(auto d) {
  constexpr option<tags::beta2, double> beta2{};
  constexpr state<tags::exp_avg_sq, shape<>> square_mean{};
  return beta2 * square_mean + (constant<1.0> - beta2) * square(d);
}
/// Assignments that keep the two for the next step.
constexpr auto keep_mean(auto mean) { return assign(state<tags::exp_avg, shape<>>{}, mean); }
constexpr auto keep_square_mean(auto squares) {
  return assign(state<tags::exp_avg_sq, shape<>>{}, squares);
}

/// Settings of an optimiser with both moments.
template <class Owner, class... More>
using adam_settings =
    setting_list<setting<tags::learning_rate, &Owner::learning_rate>,
                 setting<tags::beta1, &Owner::beta1>, setting<tags::beta2, &Owner::beta2>,
                 setting<tags::epsilon, &Owner::epsilon>,
                 setting<tags::weight_decay, &Owner::weight_decay>, More...>;
}  // namespace detail

}  // namespace tapeless
