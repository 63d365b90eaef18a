// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

namespace tags {
struct lambda;
struct power;
struct averaging_start;
struct average;
struct eta_minus;
struct eta_plus;
struct step_min;
struct step_max;
struct previous;
struct step_size;
}  // namespace tags

/// w ← w (1 − λ η) − η (g + decay · w), η = rate / (1 + λ · rate · (t − 1))^power; the average of the parameters since the
/// step `averaging_start` is kept beside them (see `use_averages` of the trainer).
///
/// Defaults  rate 1e-2, λ 1e-4, power 0.75, averaging_start 1e6, decay 0
/// State     average: one number per parameter
/// Source    [polyak92] in docs/references.md; torch.optim.ASGD (lambd, alpha, t0; ax)
struct asgd {
  schedule learning_rate = 1e-2;
  double lambda = 1e-4;
  double power = 0.75;
  double averaging_start = 1e6;
  double weight_decay = 0;

  using settings =
      setting_list<setting<tags::learning_rate, &asgd::learning_rate>,
                   setting<tags::lambda, &asgd::lambda>, setting<tags::power, &asgd::power>,
                   setting<tags::averaging_start, &asgd::averaging_start>,
                   setting<tags::weight_decay, &asgd::weight_decay>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    constexpr option<tags::lambda, double> lambda{};
    constexpr option<tags::power, double> power{};
    constexpr option<tags::averaging_start, double> start{};
    constexpr option<tags::weight_decay, double> decay{};
    constexpr state<tags::average, shape<>> average{};
    const auto before = convert<double>(update_number) - constant<1.0>;
    const auto eta = rate / pow(constant<1.0> + lambda * rate * before, power);
    const auto fresh = w * (constant<1.0> - lambda * eta) - eta * (g + decay * w);
    const auto share = reciprocal(maximum(constant<1.0>, before - start));
    return update_to(fresh, assign(average, average + share * (fresh - average)));
  }
};

/// Steps that only the gradient's sign directs: longer by eta_plus while it stays, shorter by eta_minus when it changes
/// (and none then). For gradients of the whole set, not of small batches.
///
/// Defaults  first step 1e-2, η 0.5 and 1.2, steps held in [1e-6, 50]
/// State     previous, step_size: two numbers per parameter
/// Source    [riedmiller93] in docs/references.md; torch.optim.Rprop
struct rprop {
  schedule learning_rate = 1e-2;
  double eta_minus = 0.5;
  double eta_plus = 1.2;
  double step_min = 1e-6;
  double step_max = 50;

  using settings = setting_list<
      setting<tags::learning_rate, &rprop::learning_rate>,
      setting<tags::eta_minus, &rprop::eta_minus>, setting<tags::eta_plus, &rprop::eta_plus>,
      setting<tags::step_min, &rprop::step_min>, setting<tags::step_max, &rprop::step_max>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> first{};
    constexpr option<tags::eta_minus, double> shorter{};
    constexpr option<tags::eta_plus, double> longer{};
    constexpr option<tags::step_min, double> least{};
    constexpr option<tags::step_max, double> most{};
    constexpr state<tags::previous, shape<>> previous{};
    constexpr state<tags::step_size, shape<>> size{};
    const auto agreement = g * previous;
    const auto turned = agreement < constant<0.0>;
    const auto factor =
        select(turned, shorter, select(agreement > constant<0.0>, longer, constant<1.0>));
    const auto begun = select(equal(convert<double>(update_number), constant<1.0>), first, size);
    const auto new_size = minimum(maximum(begun * factor, least), most);
    const auto slope = select(turned, constant<0.0>, g);
    return update_to(w - sign(slope) * new_size, assign(previous, slope), assign(size, new_size));
  }
};

}  // namespace tapeless
