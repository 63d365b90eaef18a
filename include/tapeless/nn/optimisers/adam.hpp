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
struct max_exp_avg_sq;
}  // namespace tags

namespace detail {
/// The step of Adam, applied to `w`. With c = √(1 − β₂ᵗ), the textbook's
///     rate / (1 − β₁ᵗ) · m / (√v / c + ε)   is   (rate c / (1 − β₁ᵗ)) · m / (√v + ε c)
/// where both brackets are scalars, made once per step in double.
template <bool LargestOnly>
constexpr auto adam_update(auto w, auto g) {
  constexpr option<tags::learning_rate, double> rate{};
  constexpr option<tags::beta1, double> beta1{};
  constexpr option<tags::beta2, double> beta2{};
  constexpr option<tags::epsilon, double> epsilon{};
  const auto t = convert<double>(update_number);
  const auto root = sqrt(constant<1.0> - pow(beta2, t));
  const auto step = rate * root / (constant<1.0> - pow(beta1, t));
  const auto mean = new_mean(g);
  const auto squares = new_square_mean(g);
  const auto finish = [&](auto divisor, auto... more) {
    return update_to(w - step * (mean / (sqrt(divisor) + epsilon * root)), keep_mean(mean),
                     keep_square_mean(squares), more...);
  };
  if constexpr (LargestOnly) {
    constexpr state<tags::max_exp_avg_sq, shape<>> largest{};
    const auto new_largest = maximum(largest, squares);
    return finish(new_largest, assign(largest, new_largest));
  } else {
    return finish(squares);
  }
}
}  // namespace detail

/// m ← β₁ m + (1 − β₁) d;  v ← β₂ v + (1 − β₂) d²;  w ← w − rate · m̂ / (√v̂ + ε),
/// with d = g + decay · w, m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ), t the step.
///
/// Defaults  rate 1e-3, β 0.9 and 0.999, ε 1e-8, decay 0
/// State     exp_avg, exp_avg_sq: two numbers per parameter
/// Source    [kingma15] in docs/references.md; torch.optim.Adam
struct adam {
  schedule learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;

  using settings = detail::adam_settings<adam>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    return detail::adam_update<false>(w, detail::with_decay(w, g));
  }
};

/// Adam with the greatest v̂ so far in place of v̂.
///
/// Defaults  as adam
/// State     exp_avg, exp_avg_sq, max_exp_avg_sq: three numbers per parameter
/// Source    [reddi18] in docs/references.md; torch.optim.Adam(amsgrad=True)
struct amsgrad {
  schedule learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;

  using settings = detail::adam_settings<amsgrad>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    return detail::adam_update<true>(w, detail::with_decay(w, g));
  }
};

/// Adam with the decay apart from the gradient: first w ← w (1 − rate · decay), then Adam's step.
///
/// Defaults  as adam, but decay 1e-2
/// State     exp_avg, exp_avg_sq: two numbers per parameter
/// Source    [loshchilov19] in docs/references.md; torch.optim.AdamW
struct adamw {
  schedule learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 1e-2;

  using settings = detail::adam_settings<adamw>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    constexpr option<tags::weight_decay, double> decay{};
    return detail::adam_update<false>(w * (constant<1.0> - rate * decay), g);
  }
};

}  // namespace tapeless
