// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/schedules.hpp>
#include <tapeless/training/early_stopping.hpp>

namespace tapeless {

/// Lowers the learning rates when a value no longer gets better: after more than `patience` epochs in a row that are not
/// better than the best by the threshold, all rates are multiplied by `factor`; then `cooldown` epochs do not count.
///
///     trainer.fit(set, {.epochs = 50, .reduce_on_plateau = tl::reduce_on_plateau{.patience = 3}});
///
/// Source    torch.optim.lr_scheduler.ReduceLROnPlateau
struct reduce_on_plateau {
  double factor = 0.1;
  std::size_t patience = 10;
  double threshold = 1e-4;
  bool relative = true;  ///< the threshold is a share of the best value
  std::size_t cooldown = 0;
  double lowest = 0;      ///< no rate becomes lower
  double epsilon = 1e-8;  ///< no change that is not greater
  better mode = better::lower;

  // What it remembers.
  bool begun = false;
  double best = 0;
  std::size_t bad_epochs = 0, cooling = 0;

  /// Takes the next epoch's value; true when the rates should be lowered.
  bool should_reduce(double value) {
    if (is_better(value)) {
      best = value;
      begun = true;
      bad_epochs = 0;
    } else {
      ++bad_epochs;
    }
    if (cooling > 0) {
      --cooling;
      bad_epochs = 0;
    }
    if (bad_epochs <= patience) return false;
    cooling = cooldown;
    bad_epochs = 0;
    return true;
  }

  /// The rate after this reduction.
  double reduced(double rate) const {
    const double less = rate * factor > lowest ? rate * factor : lowest;
    return rate - less > epsilon ? less : rate;
  }

  /// Lowers all schedules of an optimiser, by as much as the rate of this step.
  template <class Optimiser>
  void reduce(Optimiser& optimiser, std::int64_t step) const {
    for_each_setting(optimiser, [&](auto, auto& setting) {
      if constexpr (std::is_same_v<std::remove_reference_t<decltype(setting)>, schedule>) {
        const double rate = setting(step);
        if (rate > 0) setting.scale *= reduced(rate) / rate;
      }
    });
  }

 private:
  bool is_better(double value) const {
    if (!begun) return value == value;
    const double change = mode == better::lower ? -threshold : threshold;
    const double bar = relative ? best * (1 + change) : best + change;
    return mode == better::lower ? value < bar : value > bar;
  }
};

}  // namespace tapeless
