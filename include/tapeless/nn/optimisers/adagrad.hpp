// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/optimisers/weight_decay.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

namespace tags {
struct rate_decay;
struct sum;
}  // namespace tags

/// s ← s + d²;  w ← w − rate / (1 + (t − 1) · rate_decay) · d / (√s + ε),
/// with d = g + decay · w, t the step.
///
/// Defaults  rate 1e-2, rate_decay 0, ε 1e-10, decay 0
/// State     sum, one number per parameter, from 0
/// Source    [duchi11] in docs/references.md; torch.optim.Adagrad
struct adagrad {
  schedule learning_rate = 1e-2;
  double rate_decay = 0;
  double epsilon = 1e-10;
  double weight_decay = 0;

  using settings = setting_list<setting<tags::learning_rate, &adagrad::learning_rate>,
                                setting<tags::rate_decay, &adagrad::rate_decay>,
                                setting<tags::epsilon, &adagrad::epsilon>,
                                setting<tags::weight_decay, &adagrad::weight_decay>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    constexpr option<tags::rate_decay, double> rate_decay{};
    constexpr option<tags::epsilon, double> epsilon{};
    constexpr state<tags::sum, shape<>> sum{};
    const auto before = convert<double>(update_number) - constant<1.0>;
    const auto step = rate / (constant<1.0> + before * rate_decay);
    const auto d = detail::with_decay(w, g);
    const auto new_sum = sum + square(d);
    return update_to(w - step * (d / (sqrt(new_sum) + epsilon)), assign(sum, new_sum));
  }
};

}  // namespace tapeless
