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

namespace tags {
struct exp_inf;
}  // namespace tags

/// u ← max(β₂ u, |d| + ε);  w ← w − rate / (1 − β₁ᵗ) · m / u,
/// with d = g + decay · w, m ← β₁ m + (1 − β₁) d, t the step.
///
/// Defaults  rate 2e-3, β 0.9 and 0.999, ε 1e-8, decay 0
/// State     exp_avg, exp_inf: two numbers per parameter
/// Source    [kingma15] in docs/references.md; torch.optim.Adamax
struct adamax {
  schedule learning_rate = 2e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;

  using settings = detail::adam_settings<adamax>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    constexpr option<tags::beta1, double> beta1{};
    constexpr option<tags::beta2, double> beta2{};
    constexpr option<tags::epsilon, double> epsilon{};
    constexpr state<tags::exp_inf, shape<>> greatest{};
    const auto d = detail::with_decay(w, g);
    const auto mean = detail::new_mean(d);
    const auto new_greatest = maximum(beta2 * greatest, abs(d) + epsilon);
    const auto step = rate / (constant<1.0> - pow(beta1, convert<double>(update_number)));
    return update_to(w - step * (mean / new_greatest), detail::keep_mean(mean),
                     assign(greatest, new_greatest));
  }
};

}  // namespace tapeless
