// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/data/error.hpp>
#include <tapeless/training/trainer.hpp>

namespace tapeless {

/// Losses of several starts, and the winner.
struct multi_start_result {
  std::size_t best = 0;    ///< number of the start that won, from 0
  std::uint64_t seed = 0;  ///< its seed
  std::vector<double>
      losses;  ///< of every start at its end: validation loss if there is one, else over the training set
  history trained;  ///< the winner's

  /// Notes what the next start came to; whether it leads.
  bool add(double loss) {
    losses.push_back(loss);
    const bool leads = losses.size() == 1 || loss < losses[best] || losses[best] != losses[best];
    if (leads) best = losses.size() - 1;
    return leads;
  }
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
    if (!out.add(trainer.evaluate(options.validation ? *options.validation : set).loss)) continue;
    out.seed = first.value + i;
    out.trained = std::move(trained);
    best = trainer.snapshot();
  }
  trainer.restore(best);
  return out;
}

namespace detail {

/// Leaves that training changes.
struct trained_leaf {
  std::byte* first;
  std::size_t bytes, element;
};
std::vector<trained_leaf> trained_leaves(auto view) {
  std::vector<trained_leaf> out;
  view.for_each_leaf([&](const ir::leaf& l, auto elements) {
    if (l.kind != leaf_kind::parameter && l.kind != leaf_kind::state) return;
    const auto bytes = std::as_writable_bytes(elements);
    out.push_back({bytes.data(), bytes.size(), bytes.size() / elements.size()});
  });
  return out;
}

/// A trainer's step, of several starts at once: its SIMD lanes are the starts.
template <std::size_t Starts, class Trainer>
using step_of_starts = replicated<typename Trainer::step::whole_step, static_cast<int>(Starts)>;

/// True if there is one, and it is faster. The gain is what kernels cost before they compute anything, and the lanes that a
/// small layer leaves empty. (8 starts, AVX-512: 2-2-1 on 4 rows 7 times as fast, 2-8-1 4 times; 8-8-8-1 on 8 rows, 8,634
/// flop, 1.7 times; on 32 rows, 35,000 flop, no faster.)
template <std::size_t Starts, class Trainer>
inline constexpr bool starts_at_once_pay = [] {
  if constexpr (Trainer::flops > 15'000)
    return false;
  else
    return step_of_starts<Starts, Trainer>::value.problem.what == ir::graph_problem::kind::none;
}();

/// Several starts of a trainer as one program.
template <std::size_t Starts, class Trainer>
class starts_at_once;
template <std::size_t Starts, class Net, class Loss, class Optimiser, std::size_t Rows,
          class InputShape>
class starts_at_once<Starts, trainer<Net, Loss, Optimiser, Rows, InputShape>> {
  using alone = trainer<Net, Loss, Optimiser, Rows, InputShape>;
  using all = pipeline<step_of_starts<Starts, alone>>;

 public:
  starts_at_once(alone& one, seed first) : one_(one), first_(first.value) {
    for (std::size_t i = 0; i < Starts; ++i) {
      one_.reset(seed{first_ + i});
      exchange(i, [](std::byte* of_one, std::byte* of_all, std::size_t n) {
        std::memcpy(of_all, of_one, n);
      });
    }
    view().set(random_seed, static_cast<std::int32_t>(first_ & 0x7fffffff));
  }

  void fit(const data::dataset& set, const fit_options& options) {
    alone::check(set);
    data::batch_order order =
        options.shuffle ? data::batch_order(set.size(), Rows, first_)
                        : data::batch_order::in_order(set.size(), Rows, data::last_batch::drop);
    records_.reserve(options.epochs);
    means_.reserve(options.epochs * 2 * Starts);
    for (std::size_t epoch = 0; epoch < options.epochs; ++epoch) {
      const stopwatch watch;
      order.start_epoch(epoch);
      std::array<double, 2 * Starts> sum{};
      for (const auto [rows, valid] : order) {
        load_rows<typename alone::input_leaf, typename alone::target_leaf>(view(), set, rows);
        run_step();
        for (std::size_t i = 0; i < Starts; ++i) {
          sum[i] += static_cast<double>(view().template result<0>()[i]);
          sum[Starts + i] += static_cast<double>(view().template result<1>()[i]);
        }
      }
      double least = 0;
      for (std::size_t i = 0; i < 2 * Starts; ++i) {
        const double mean = sum[i] / static_cast<double>(order.size());
        means_.push_back(static_cast<float>(mean));
        if (i == 0 || (i < Starts && mean < least)) least = mean;
      }
      records_.push_back({.epoch = epoch + 1,
                          .learning_rate = learning_rate_of(one_.optimiser(), updates()),
                          .seconds = watch.seconds()});
      options.progress({.epoch = epoch + 1,
                        .epochs = options.epochs,
                        .batch = order.size(),
                        .batches = order.size(),
                        .examples = order.size() * Rows,
                        .loss = least,
                        .learning_rate = records_.back().learning_rate,
                        .seconds = records_.back().seconds,
                        .epoch_done = true});
    }
  }

  /// Leaves the trainer where start i came to.
  void take(std::size_t i) {
    one_.reset(seed{first_ + i});
    exchange(i, [](std::byte* of_one, std::byte* of_all, std::size_t n) {
      std::memcpy(of_one, of_all, n);
    });
    trainer_snapshot now = one_.snapshot();
    now.steps = steps_;
    now.epochs = records_.size();
    one_.restore(now);
  }

  /// The epochs of start i.
  history trained(std::size_t i) && {
    const float* mean = means_.data() + i;
    for (epoch_record& e : records_) {
      e.train_loss = static_cast<double>(mean[0]);
      if constexpr (alone::has_metric)
        e.metrics.push_back({std::string(Loss::metric_name), static_cast<double>(mean[Starts])});
      mean += 2 * Starts;
    }
    return {std::move(records_)};
  }

 private:
  program_view<all> view() { return program_.view(); }
  std::int64_t updates() const {
    constexpr auto n = static_cast<std::int64_t>(steps_per_update<Optimiser>);
    return (steps_ + n - 1) / n;
  }
  void run_step() {
    ++steps_;
    configure(view(), one_.optimiser(), updates());
    view().set(step_number, static_cast<std::int32_t>(steps_));
    view().set(update_number, static_cast<std::int32_t>(updates()));
    view().run();
  }
  /// Calls `copy(element of the trainer, element of start i, bytes)` for all that training changes.
  void exchange(std::size_t i, auto copy) {
    const auto of_one = trained_leaves(one_.step_view()), of_all = trained_leaves(view());
    for (std::size_t l = 0; l < of_one.size(); ++l) {
      const std::size_t n = of_one[l].element;
      for (std::size_t at = 0; at < of_one[l].bytes; at += n)
        copy(of_one[l].first + at, of_all[l].first + at * Starts + i * n, n);
    }
  }

  program<all, heap_memory> program_;
  alone& one_;
  std::uint64_t first_;
  std::int64_t steps_ = 0;
  std::vector<epoch_record> records_;  ///< numbers that all starts have in common
  std::vector<float> means_;           ///< per epoch the losses of all starts, then their metrics
};

}  // namespace detail

/// The same of a number that is known while compiling: a tiny network is trained from all starts at once, by one program
/// whose SIMD lanes are the starts; every other one after the other.
///
///     tl::multi_start<8>(trainer, data, {.epochs = 500});
///
/// At once every start comes to what it comes to alone, up to rounding, but all see the rows in the order of the first seed,
/// and draw its random numbers; the history has no validation losses, and progress is told of epochs, by the least loss.
/// Starts are never trained at once to stop early, or to wait for a plateau, as they come there at different times.
///
/// Errors    as the other
/// Cost      a program more, as large as the trainer's step
template <std::size_t Starts, class Trainer>
requires(Starts >= 1)
multi_start_result multi_start(Trainer& trainer, const data::dataset& set,
                               const fit_options& options = {}, seed first = {}) {
  if constexpr (detail::starts_at_once_pay<Starts, Trainer>) {
    if (!options.early_stopping && !options.reduce_on_plateau) {
      detail::starts_at_once<Starts, Trainer> all(trainer, first);
      all.fit(set, options);
      multi_start_result out;
      for (std::size_t i = 0; i < Starts; ++i) {
        all.take(i);
        out.add(trainer.evaluate(options.validation ? *options.validation : set).loss);
      }
      all.take(out.best);
      out.seed = first.value + out.best;
      out.trained = std::move(all).trained(out.best);
      return out;
    }
  }
  return multi_start(Starts, trainer, set, options, first);
}

}  // namespace tapeless
