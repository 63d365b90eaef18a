// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/average.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/optimisers/weight_decay.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

namespace tags {
struct lambda;
struct power;
struct averaging_start;
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
    const auto before = convert<double>(update_number) - constant<1.0>;
    const auto eta = rate / pow(constant<1.0> + lambda * rate * before, power);
    const auto fresh = w * (constant<1.0> - lambda * eta) - eta * detail::with_decay(w, g);
    const auto share = reciprocal(maximum(constant<1.0>, before - start));
    return update_to(fresh, detail::move_average(fresh, share));
  }
};

}  // namespace tapeless
