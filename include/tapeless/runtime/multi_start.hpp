// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <tapeless/runtime/error.hpp>
#include <tapeless/runtime/trainer.hpp>

namespace tapeless {

/// What several starts came to.
struct multi_start_result {
  std::size_t best = 0;    ///< which start won, from 0
  std::uint64_t seed = 0;  ///< its seed
  std::vector<double>
      losses;  ///< of every start at its end: validation loss if there is one, else over the training set
  history trained;  ///< the winner's
};

/// The remedy for local minima: trains from `starts` initialisations, one after the other, and leaves the trainer
/// with the best one's parameters.
///
///     tl::multi_start(8, trainer, data, {.epochs = 50});
///
/// Starts use the seeds first, first + 1, …; a loss that is not a number never wins.
/// Errors    tapeless::error for no starts, or as fit()
template <class Trainer>
multi_start_result multi_start(std::size_t starts, Trainer& trainer, const data::dataset& set,
                               const fit_options& options = {}, seed first = {}) {
  if (starts == 0) error::raise("multi_start", "", {"expected at least 1 start, got 0"});
  multi_start_result out;
  trainer_snapshot best;
  for (std::size_t i = 0; i < starts; ++i) {
    trainer.reset(seed{first.value + i});
    history trained = trainer.fit(set, options);
    const double loss = trainer.evaluate(options.validation ? *options.validation : set).loss;
    out.losses.push_back(loss);
    if (i == 0 || loss < out.losses[out.best] || out.losses[out.best] != out.losses[out.best]) {
      out.best = i;
      out.seed = first.value + i;
      out.trained = std::move(trained);
      best = trainer.snapshot();
    }
  }
  trainer.restore(best);
  return out;
}

}  // namespace tapeless
