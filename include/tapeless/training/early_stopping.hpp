// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace tapeless {

/// Direction in which a metric improves.
enum class better { lower, higher };

/// Ends a training that no longer gets better: after `patience` epochs in a row whose value is not
/// better than the best by more than `min_delta`. A value that is not a number is never better.
///
///     tl::early_stopping stopping{.patience = 3};
///     do train_one_epoch(); while (!stopping.should_stop(validation_loss()));
///
/// Source    Prechelt, "Early stopping, but when?", 1998
struct early_stopping {
  std::size_t patience = 5;
  double min_delta = 0;
  better mode = better::lower;

  // What it remembers.
  std::size_t epochs = 0;      ///< values seen
  std::size_t best_epoch = 0;  ///< of which this was the best, from 1; 0: none yet
  double best = 0;             ///< its value; meaningless while best_epoch is 0

  /// Takes the next epoch's value; true when the training should end.
  bool should_stop(double value) {
    ++epochs;
    const double gain = mode == better::lower ? best - value : value - best;
    const bool first = best_epoch == 0 && value == value;
    if (first || (best_epoch != 0 && gain > min_delta)) {
      best = value;
      best_epoch = epochs;
    }
    return epochs - best_epoch >= patience && !improved();
  }

  /// True if the last value was the best so far: the moment to keep the parameters.
  bool improved() const { return epochs != 0 && best_epoch == epochs; }
};

}  // namespace tapeless
