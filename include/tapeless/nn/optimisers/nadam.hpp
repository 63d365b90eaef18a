// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/initialisers.hpp>
#include <tapeless/nn/optimisers/moments.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/optimisers/weight_decay.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

namespace tags {
struct momentum_decay;
struct mu_product;
}  // namespace tags

/// Adam with Nesterov's momentum μₜ = β₁ (1 − ½ · 0.96^(t · momentum_decay)):
/// w ← w − rate · ((1 − μₜ) / (1 − Πμ) · d + μₜ₊₁ / (1 − Πμ · μₜ₊₁) · m) / (√v̂ + ε), Πμ = μ₁ μ₂ … μₜ,
/// with d, m, v̂ and t as in adam.
///
/// Defaults  rate 2e-3, β 0.9 and 0.999, ε 1e-8, decay 0, momentum_decay 4e-3
/// State     exp_avg, exp_avg_sq: two numbers per parameter; mu_product: one in all
/// Source    [dozat16] in docs/references.md; torch.optim.NAdam (1.13's plain loop multiplies by μₜ twice; this is its
///           foreach form, and all later versions)
struct nadam {
  schedule learning_rate = 2e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;
  double momentum_decay = 4e-3;

  using settings =
      detail::adam_settings<nadam, setting<tags::momentum_decay, &nadam::momentum_decay>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    constexpr option<tags::beta1, double> beta1{};
    constexpr option<tags::beta2, double> beta2{};
    constexpr option<tags::epsilon, double> epsilon{};
    constexpr option<tags::momentum_decay, double> momentum_decay{};
    constexpr state<tags::mu_product, shape<>, init::ones, double> product{};
    const auto t = convert<double>(update_number);
    const auto momentum = [&](auto step) {
      return beta1 * (constant<1.0> - constant<0.5> * pow(constant<0.96>, step * momentum_decay));
    };
    const auto now = momentum(t);
    const auto next = momentum(t + constant<1.0>);
    const auto new_product = product * now;
    const auto d = detail::with_decay(w, g);
    const auto mean = detail::new_mean(d);
    const auto squares = detail::new_square_mean(d);
    const auto root = sqrt(constant<1.0> - pow(beta2, t));
    const auto of_slope = rate * root * (constant<1.0> - now) / (constant<1.0> - new_product);
    const auto of_mean = rate * root * next / (constant<1.0> - new_product * next);
    return update_to(w - (of_slope * d + of_mean * mean) / (sqrt(squares) + epsilon * root),
                     detail::keep_mean(mean), detail::keep_square_mean(squares),
                     assign(product, new_product));
  }
};

}  // namespace tapeless
