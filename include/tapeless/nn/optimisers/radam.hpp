// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/moments.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/optimisers/weight_decay.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

/// Adam, rectified: with ρ∞ = 2 / (1 − β₂) − 1 and ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ), w ← w − rate · m̂ · r √(1 − β₂ᵗ) / (√v + ε),
/// r = √((ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ)), once ρ > 5; before,
/// w ← w − rate · m̂. d, m, v and t are those of adam.
///
/// Defaults  rate 1e-3, β 0.9 and 0.999, ε 1e-8, decay 0
/// State     exp_avg, exp_avg_sq: two numbers per parameter
/// Source    [liu20] in docs/references.md; torch.optim.RAdam
struct radam {
  schedule learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;

  using settings = detail::adam_settings<radam>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    constexpr option<tags::beta1, double> beta1{};
    constexpr option<tags::beta2, double> beta2{};
    constexpr option<tags::epsilon, double> epsilon{};
    const auto t = convert<double>(update_number);
    const auto power = pow(beta2, t);
    const auto corrected = constant<1.0> - power;
    const auto longest = constant<2.0> / (constant<1.0> - beta2) - constant<1.0>;
    const auto length = longest - constant<2.0> * t * power / corrected;
    const auto product = [](auto x) {
      const auto x_4 = x - constant<4.0>;
      return x_4 * (x - constant<2.0>);
    };
    const auto rectified = length > constant<5.0>;
    const auto factor =
        sqrt(select(rectified, corrected * product(length) * longest / (product(longest) * length),
                    constant<0.0>));
    const auto step = rate / (constant<1.0> - pow(beta1, t));
    const auto d = detail::with_decay(w, g);
    const auto mean = detail::new_mean(d);
    const auto squares = detail::new_square_mean(d);
    const auto scaled = step * factor * (mean / (sqrt(squares) + epsilon));
    return update_to(w - select(rectified, scaled, step * mean), detail::keep_mean(mean),
                     detail::keep_square_mean(squares));
  }
};

}  // namespace tapeless
