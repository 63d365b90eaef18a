// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/moments.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

/// u = m̂ / (√v̂ + ε) + decay · w;  w ← w − rate · |w| / |u| · u, lengths over all elements of a parameter; their ratio is 1
/// where one is 0. m̂ and v̂ are those of adam, of g instead of d.
///
/// Defaults  rate 1e-3, β 0.9 and 0.999, ε 1e-6, decay 0
/// State     exp_avg, exp_avg_sq: two numbers per parameter
/// Source    [you20] in docs/references.md
struct lamb {
  schedule learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-6;
  double weight_decay = 0;

  using settings = detail::adam_settings<lamb>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    constexpr option<tags::beta1, double> beta1{};
    constexpr option<tags::beta2, double> beta2{};
    constexpr option<tags::epsilon, double> epsilon{};
    constexpr option<tags::weight_decay, double> decay{};
    const auto t = convert<double>(update_number);
    const auto root = sqrt(constant<1.0> - pow(beta2, t));
    const auto scale = root / (constant<1.0> - pow(beta1, t));
    const auto mean = detail::new_mean(g);
    const auto squares = detail::new_square_mean(g);
    const auto u = scale * (mean / (sqrt(squares) + epsilon * root)) + decay * w;
    const auto of_w = sum_of_elements(square(w));
    const auto of_u = sum_of_elements(square(u));
    const auto none = equal(of_w, constant<0.0>) + equal(of_u, constant<0.0>);
    const auto ratio = select(none, constant<1.0>, sqrt(of_w / of_u));
    return update_to(w - rate * ratio * u, detail::keep_mean(mean),
                     detail::keep_square_mean(squares));
  }
};

}  // namespace tapeless
