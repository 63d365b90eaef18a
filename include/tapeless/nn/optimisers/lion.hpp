// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/moments.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

/// First w ← w (1 − rate · decay), then w ← w − rate · sign(β₁ m + (1 − β₁) g);  m ← β₂ m + (1 − β₂) g.
///
/// Defaults  rate 1e-4, β 0.9 and 0.99, decay 0
/// State     exp_avg: one number per parameter
/// Source    [chen23] in docs/references.md
struct lion {
  schedule learning_rate = 1e-4;
  double beta1 = 0.9;
  double beta2 = 0.99;
  double weight_decay = 0;

  using settings =
      setting_list<setting<tags::learning_rate, &lion::learning_rate>,
                   setting<tags::beta1, &lion::beta1>, setting<tags::beta2, &lion::beta2>,
                   setting<tags::weight_decay, &lion::weight_decay>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    constexpr option<tags::beta1, double> beta1{};
    constexpr option<tags::beta2, double> beta2{};
    constexpr option<tags::weight_decay, double> decay{};
    constexpr state<tags::exp_avg, shape<>> mean{};
    const auto direction = sign(beta1 * mean + (constant<1.0> - beta1) * g);
    return update_to(w * (constant<1.0> - rate * decay) - rate * direction,
                     assign(mean, beta2 * mean + (constant<1.0> - beta2) * g));
  }
};

}  // namespace tapeless
