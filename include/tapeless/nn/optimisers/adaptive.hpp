// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/initialisers.hpp>
#include <tapeless/nn/optimisers/adam.hpp>
#include <tapeless/nn/optimisers/rmsprop.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

// Relatives of Adam. In all of them d = g + decay · w, t the step, m ← β₁ m + (1 − β₁) d, v ← β₂ v + (1 − β₂) d².

namespace tags {
struct rho;
struct acc_delta;
struct exp_inf;
struct momentum_decay;
struct mu_product;
}  // namespace tags

/// v ← ρ v + (1 − ρ) d²;  s = √(u + ε) / √(v + ε) · d;  u ← ρ u + (1 − ρ) s²;  w ← w − rate · s.
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
    constexpr option<tags::weight_decay, double> decay{};
    constexpr state<tags::square_avg, shape<>> squares{};
    constexpr state<tags::acc_delta, shape<>> steps{};
    const auto d = g + decay * w;
    const auto new_squares = rho * squares + (constant<1.0> - rho) * square(d);
    const auto step = sqrt(steps + epsilon) / sqrt(new_squares + epsilon) * d;
    return update_to(w - rate * step, assign(squares, new_squares),
                     assign(steps, rho * steps + (constant<1.0> - rho) * square(step)));
  }
};

/// u ← max(β₂ u, |d| + ε);  w ← w − rate / (1 − β₁ᵗ) · m / u.
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
    constexpr option<tags::weight_decay, double> decay{};
    constexpr state<tags::exp_avg, shape<>> mean{};
    constexpr state<tags::exp_inf, shape<>> greatest{};
    const auto d = g + decay * w;
    const auto new_mean = mean + (constant<1.0> - beta1) * (d - mean);
    const auto new_greatest = maximum(beta2 * greatest, abs(d) + epsilon);
    const auto step = rate / (constant<1.0> - pow(beta1, convert<double>(update_number)));
    return update_to(w - step * (new_mean / new_greatest), assign(mean, new_mean),
                     assign(greatest, new_greatest));
  }
};

/// Adam with Nesterov's momentum μₜ = β₁ (1 − ½ · 0.96^(t · momentum_decay)):
/// w ← w − rate · ((1 − μₜ) / (1 − Πμ) · d + μₜ₊₁ / (1 − Πμ · μₜ₊₁) · m) / (√v̂ + ε), Πμ = μ₁ μ₂ … μₜ.
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
    constexpr option<tags::weight_decay, double> decay{};
    constexpr option<tags::momentum_decay, double> momentum_decay{};
    constexpr state<tags::exp_avg, shape<>> mean{};
    constexpr state<tags::exp_avg_sq, shape<>> square_mean{};
    constexpr state<tags::mu_product, shape<>, init::ones, double> product{};
    const auto t = convert<double>(update_number);
    const auto momentum = [&](auto step) {
      return beta1 * (constant<1.0> - constant<0.5> * pow(constant<0.96>, step * momentum_decay));
    };
    const auto now = momentum(t);
    const auto next = momentum(t + constant<1.0>);
    const auto new_product = product * now;
    const auto d = g + decay * w;
    const auto new_mean = mean + (constant<1.0> - beta1) * (d - mean);
    const auto new_square_mean = beta2 * square_mean + (constant<1.0> - beta2) * square(d);
    const auto root = sqrt(constant<1.0> - pow(beta2, t));
    const auto of_slope = rate * root * (constant<1.0> - now) / (constant<1.0> - new_product);
    const auto of_mean = rate * root * next / (constant<1.0> - new_product * next);
    return update_to(
        w - (of_slope * d + of_mean * new_mean) / (sqrt(new_square_mean) + epsilon * root),
        assign(mean, new_mean), assign(square_mean, new_square_mean), assign(product, new_product));
  }
};

/// Adam, rectified: with ρ∞ = 2 / (1 − β₂) − 1 and ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ), w ← w − rate · m̂ · r √(1 − β₂ᵗ) / (√v + ε),
/// r = √((ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ)), once ρ > 5; before, w ← w − rate · m̂.
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
    constexpr option<tags::weight_decay, double> decay{};
    constexpr state<tags::exp_avg, shape<>> mean{};
    constexpr state<tags::exp_avg_sq, shape<>> square_mean{};
    const auto t = convert<double>(update_number);
    const auto power = pow(beta2, t);
    const auto corrected = constant<1.0> - power;
    const auto longest = constant<2.0> / (constant<1.0> - beta2) - constant<1.0>;
    const auto length = longest - constant<2.0> * t * power / corrected;
    const auto four = [](auto x) { return (x - constant<4.0>)*(x - constant<2.0>); };
    const auto rectified = length > constant<5.0>;
    const auto factor = sqrt(select(
        rectified, corrected * four(length) * longest / (four(longest) * length), constant<0.0>));
    const auto step = rate / (constant<1.0> - pow(beta1, t));
    const auto d = g + decay * w;
    const auto new_mean = mean + (constant<1.0> - beta1) * (d - mean);
    const auto new_square_mean = beta2 * square_mean + (constant<1.0> - beta2) * square(d);
    const auto scaled = step * factor * (new_mean / (sqrt(new_square_mean) + epsilon));
    return update_to(w - select(rectified, scaled, step * new_mean), assign(mean, new_mean),
                     assign(square_mean, new_square_mean));
  }
};

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

/// u = m̂ / (√v̂ + ε) + decay · w;  w ← w − rate · |w| / |u| · u, lengths over all elements of a parameter; their ratio is 1
/// where one is 0. (m and v are of g.)
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
    constexpr state<tags::exp_avg, shape<>> mean{};
    constexpr state<tags::exp_avg_sq, shape<>> square_mean{};
    const auto t = convert<double>(update_number);
    const auto root = sqrt(constant<1.0> - pow(beta2, t));
    const auto scale = root / (constant<1.0> - pow(beta1, t));
    const auto new_mean = mean + (constant<1.0> - beta1) * (g - mean);
    const auto new_square_mean = beta2 * square_mean + (constant<1.0> - beta2) * square(g);
    const auto u = scale * (new_mean / (sqrt(new_square_mean) + epsilon * root)) + decay * w;
    const auto of_w = sum_of_elements(square(w));
    const auto of_u = sum_of_elements(square(u));
    const auto none = equal(of_w, constant<0.0>) + equal(of_u, constant<0.0>);
    const auto ratio = select(none, constant<1.0>, sqrt(of_w / of_u));
    return update_to(w - rate * ratio * u, assign(mean, new_mean),
                     assign(square_mean, new_square_mean));
  }
};

}  // namespace tapeless
