// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/rmsprop.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/optimisers/weight_decay.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

namespace tags {
struct rho;
struct acc_delta;
}  // namespace tags

/// v ← ρ v + (1 − ρ) d²;  s = √(u + ε) / √(v + ε) · d;  u ← ρ u + (1 − ρ) s²;  w ← w − rate · s,
/// with d = g + decay · w.
///
/// Defaults  rate 1, ρ 0.9, ε 1e-6, decay 0
/// State     square_avg, acc_delta: two numbers per parameter
/// Source    [zeiler12] in docs/references.md; torch.optim.Adadelta
struct adadelta {
  schedule learning_rate = 1.0;
  double rho = 0.9;
  double epsilon = 1e-6;
  double weight_decay = 0;

  using settings =
      setting_list<setting<tags::learning_rate, &adadelta::learning_rate>,
                   setting<tags::rho, &adadelta::rho>, setting<tags::epsilon, &adadelta::epsilon>,
                   setting<tags::weight_decay, &adadelta::weight_decay>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    constexpr option<tags::rho, double> rho{};
    constexpr option<tags::epsilon, double> epsilon{};
    constexpr state<tags::square_avg, shape<>> squares{};
    constexpr state<tags::acc_delta, shape<>> steps{};
    const auto d = detail::with_decay(w, g);
    const auto new_squares = rho * squares + (constant<1.0> - rho) * square(d);
    const auto step = sqrt(steps + epsilon) / sqrt(new_squares + epsilon) * d;
    return update_to(w - rate * step, assign(squares, new_squares),
                     assign(steps, rho * steps + (constant<1.0> - rho) * square(step)));
  }
};

}  // namespace tapeless
