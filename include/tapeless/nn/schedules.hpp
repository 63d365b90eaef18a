// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <tapeless/core/constexpr_math.hpp>

namespace tapeless {

/// A learning rate that depends on the number of the training step: a plain value, to be called with it.
///
///     schedule rate = 1e-3;                                        // constant
///     schedule rate = cosine_annealing(1e-3, 10'000);
///     schedule rate = linear_warmup(cosine_annealing(1e-3, 10'000), 500);
///
/// Steps count from 1 in the first training step, as `step_number` does. With PyTorch's last_epoch, where
/// scheduler.step() follows every optimizer.step(),
///
///     last_epoch = step − 1
///
/// and the values are those of torch.optim.lr_scheduler's closed forms. A schedule "per epoch" is one whose numbers
/// of steps are multiplied by the steps of an epoch. No library function is called; it may run while compiling.
struct schedule {
  enum class form { constant, step_decay, exponential_decay, linear, cosine_annealing, one_cycle };

  form kind = form::constant;
  double rate = 0;   ///< at the start; the highest in one_cycle
  double other = 0;  ///< factor of a decay; lowest or last rate
  std::int64_t steps = 1;
  double rising = 0, start = 0;  ///< one_cycle: end of the rise in steps, first rate
  bool linear = false;           ///< one_cycle: along straight lines
  std::int64_t warmup_steps = 0;
  double warmup_from = 0;

  constexpr schedule(double constant_rate)
      : rate(constant_rate) {}  // implicit: a number is a schedule
  constexpr schedule(form k, double first, double second, std::int64_t n)
      : kind(k), rate(first), other(second), steps(n > 0 ? n : 1) {}

  /// The rate of the given step, the first being 1.
  constexpr double operator()(std::int64_t step) const {
    const std::int64_t epoch = step > 1 ? step - 1 : 0;
    if (epoch >= warmup_steps) return after_warmup(epoch - warmup_steps);
    const double passed = static_cast<double>(epoch) / static_cast<double>(warmup_steps);
    return after_warmup(0) * (warmup_from + (1 - warmup_from) * passed);
  }

  friend constexpr bool operator==(const schedule&, const schedule&) = default;

 private:
  [[gnu::cold]] constexpr double after_warmup(std::int64_t epoch) const {
    switch (kind) {
      case form::constant: return rate;
      case form::step_decay: return rate * math::power(other, epoch / steps);
      case form::exponential_decay: return rate * math::power(other, epoch);
      case form::linear: {
        const std::int64_t e = epoch < steps ? epoch : steps;
        return rate + (other - rate) * (static_cast<double>(e) / static_cast<double>(steps));
      }
      case form::cosine_annealing: {  // cos(π e / steps) has the period 2 · steps and is even
        const std::int64_t e = epoch % (2 * steps);
        return between(other, rate, e <= steps ? e : 2 * steps - e, 0, static_cast<double>(steps));
      }
      case form::one_cycle: {
        const double last = static_cast<double>(steps - 1);
        const std::int64_t e = epoch < steps ? epoch : steps - 1;
        if (static_cast<double>(e) <= rising) return between(rate, start, e, 0, rising);
        return between(other, rate, e, rising, last);
      }
    }
    return rate;
  }
  /// From `high` at epoch `first` to `low` at epoch `last` along half a cosine; either may be the greater.
  [[gnu::cold]] constexpr double between(double low, double high, std::int64_t epoch, double first,
                                         double last) const {
    const double t = last > first ? (static_cast<double>(epoch) - first) / (last - first) : 1.0;
    if (linear) return high + (low - high) * t;
    return low + (high - low) / 2 * (math::cos_of_pi(t) + 1);
  }
};

/// rate · factorᵏ, k = ⌊(step − 1) / every⌋.
///
/// Source    torch.optim.lr_scheduler.StepLR(step_size=every, gamma=factor)
constexpr schedule step_decay(double rate, std::int64_t every, double factor = 0.1) {
  return {schedule::form::step_decay, rate, factor, every};
}

/// rate · factorᵏ, k = step − 1.
///
/// Source    torch.optim.lr_scheduler.ExponentialLR(gamma=factor)
constexpr schedule exponential_decay(double rate, double factor) {
  return {schedule::form::exponential_decay, rate, factor, 1};
}

/// From rate in step 1 to last in step steps + 1 in equal parts, then constant.
///
/// Source    torch.optim.lr_scheduler.LinearLR(start_factor=1, end_factor=last/rate, total_iters=steps)
constexpr schedule linear_decay(double rate, std::int64_t steps, double last = 0) {
  return {schedule::form::linear, rate, last, steps};
}

/// lowest + (rate − lowest) (1 + cos(π k / steps)) / 2, k = step − 1. After `steps` steps it rises again.
///
/// Source    [loshchilov17] in docs/references.md; torch.optim.lr_scheduler.CosineAnnealingLR(T_max=steps,
///           eta_min=lowest)
constexpr schedule cosine_annealing(double rate, std::int64_t steps, double lowest = 0) {
  return {schedule::form::cosine_annealing, rate, lowest, steps};
}

/// `steps` steps that rise from factor · (first rate of `then`) towards it, in equal parts; after them `then`,
/// counting from its own beginning. A number stands for a constant rate. A warm-up of `then` itself is replaced.
///
/// Source    torch.optim.lr_scheduler.LinearLR(start_factor=factor, total_iters=steps), followed by `then` in a
///           SequentialLR(milestones=[steps])
constexpr schedule linear_warmup(schedule then, std::int64_t steps, double factor = 1.0 / 3) {
  then.warmup_steps = steps > 0 ? steps : 0;
  then.warmup_from = factor;
  return then;
}

/// The form of a one_cycle.
struct one_cycle_options {
  double rising = 0.3;        ///< the part of the steps in which the rate rises
  double start_divisor = 25;  ///< the first rate is highest / start_divisor
  double end_divisor = 1e4;   ///< the last rate is the first / end_divisor
  bool linear = false;        ///< along straight lines, not half cosines
};

/// From highest / 25 up to highest in 30 % of the steps, then down to a 250,000th, each along half a cosine.
/// Past the last step the last rate stays (PyTorch stops the program there).
///
/// Source    [smith18] in docs/references.md; torch.optim.lr_scheduler.OneCycleLR(max_lr=highest, total_steps=steps)
constexpr schedule one_cycle(double highest, std::int64_t steps, one_cycle_options options = {}) {
  schedule s(schedule::form::one_cycle, highest,
             highest / options.start_divisor / options.end_divisor, steps);
  s.start = highest / options.start_divisor;
  s.linear = options.linear;
  s.rising = options.rising * static_cast<double>(s.steps) - 1;
  return s;
}

}  // namespace tapeless
