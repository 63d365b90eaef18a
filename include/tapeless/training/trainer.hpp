// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include <tapeless/compile/rule.hpp>
#include <tapeless/data/batches.hpp>
#include <tapeless/data/error.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/effects.hpp>
#include <tapeless/nn/optimisers/accumulate.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/schedules.hpp>
#include <tapeless/program/averages.hpp>
#include <tapeless/program/configure.hpp>
#include <tapeless/program/heap_memory.hpp>
#include <tapeless/program/program.hpp>
#include <tapeless/training/feeding.hpp>
#include <tapeless/training/fit_options.hpp>
#include <tapeless/training/history.hpp>
#include <tapeless/training/judging.hpp>
#include <tapeless/training/stopwatch.hpp>
#include <tapeless/training/trainer_arguments.hpp>

namespace tapeless {

namespace tags {
struct input;
}

/// Trains a network on batches of rows: one compiled program for the step (forward, loss, backward, update),
/// one for judging and predicting, on one arena, made once.
///
///     tl::trainer trainer{net, tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
///                         tl::batch<64>, tl::shape<784>{}, tl::seed{7}};
///     trainer.fit(data.train, {.epochs = 10, .validation = data.test, .progress = tl::console});
///
/// Shapes    the network sees [Rows, input shape…]
/// Memory    one allocation in the constructor; none in a step
/// Errors    while compiling: see docs/errors.md; at run time: tapeless::error if a data set does not fit
template <class Net, class Loss, class Optimiser, std::size_t Rows, class InputShape>
class trainer {
 public:
  using input_leaf = input<tags::input, typename detail::batched<Rows, InputShape>::type>;
  using prediction_type = decltype(input_leaf{} >> Net{});
  using target_leaf = typename Loss::template target_of<prediction_type>;
  using loss_type = decltype(total_loss(Loss{}(prediction_type{}, target_leaf{})));
  static constexpr bool has_metric = requires { Loss::metric(prediction_type{}, target_leaf{}); };

 private:
  static constexpr auto metric_expression() {
    if constexpr (has_metric)
      return Loss::metric(prediction_type{}, target_leaf{});
    else
      return loss_type{};
  }
  using metric_type = decltype(metric_expression());
  using judgement = detail::judgement<Loss, prediction_type, target_leaf, Rows>;

  struct traced_step : traced<true, loss_type, metric_type> {};
  static constexpr int trained_parameters = [] {
    // and another sentence
    if (traced_step::value.problem.what != ir::graph_problem::kind::none) return 1;
    int n = 0;
    for (const ir::leaf& l : traced_step::value.leaves) n += l.is_trained() ? 1 : 0;
    return n;
  }();
  static constexpr index_limits indices =
      index_limits_of(traced_step::value.view(), core::name_of_tag<tags::input>());
  using checked_loss = decltype(refuse(
      sentence<gradient_requires_a_scalar<operand_of<Loss>, loss_type::shape_type::count>>{}));
  using checked = decltype(refuse(
      sentence<detail::optimiser_requires_parameters<Optimiser, trained_parameters>>{}));

 public:
  /// The compiled programs, for `explain` and for `static_assert`.
  struct step : pipeline<updated<traced_step, traced_rule<Optimiser>>> {};
  struct judge : pipeline<decltype(judgement::template stage<loss_type, metric_type>()), step> {};

  static constexpr std::size_t parameter_count = program_facts<step>::parameter_count;
  static constexpr std::size_t parameter_bytes = program_facts<step>::parameter_bytes;
  static constexpr std::size_t state_bytes = program_facts<step>::state_bytes;
  static constexpr std::size_t arena_bytes =
      program_facts<step>::arena_bytes > program_facts<judge>::arena_bytes
          ? program_facts<step>::arena_bytes
          : program_facts<judge>::arena_bytes;
  static constexpr long long flops = program_facts<step>::flops;
  static constexpr int kernel_count = program_facts<step>::kernel_count;
  static constexpr std::size_t batch_size = Rows;

  trainer(Net, std::type_identity_t<Loss>, Optimiser optimiser, batch_of<Rows>, InputShape,
          seed first = {})
      : optimiser_(optimiser), seed_(first.value) {
    const double rate = learning_rate_of(optimiser_, 1);
    if (!(rate >= 0))
      error::raise("trainer", "", {"expected a learning rate of at least 0, got ", rate});
    reset(first);
  }

  /// Begins anew: first values from the seed, no steps done.
  void reset(seed first) {
    seed_ = first.value;
    steps_ = 0;
    epochs_ = 0;
    step_view().initialise(seed_);
  }

  /// Trains over a data set, epoch by epoch; a further call goes on where this one stopped.
  history fit(const data::dataset& set, fit_options options = {}) {
    check(set);
    if (options.validation) check(*options.validation);
    data::batch_order order =
        options.shuffle ? data::batch_order(set.size(), Rows, seed_)
                        : data::batch_order::in_order(set.size(), Rows, data::last_batch::drop);
    history out;
    trainer_snapshot best;
    for (std::size_t epoch = 1; epoch <= options.epochs; ++epoch) {
      const stopwatch watch;
      order.start_epoch(epochs_++);
      progress_event event{.epoch = epoch, .epochs = options.epochs, .batches = order.size()};
      double loss = 0, metric = 0;
      for (const auto [rows, valid] : order) {
        detail::load_rows<input_leaf, target_leaf>(step_view(), set, rows);
        run_step();
        loss += step_result<0>();
        metric += step_result<1>();
        ++event.batch;
        event.examples += valid;
        event.loss = loss / static_cast<double>(event.batch);
        if constexpr (has_metric) event.accuracy = metric / static_cast<double>(event.batch);
        event.learning_rate = learning_rate();
        event.seconds = watch.seconds();
        options.progress(event);
      }
      epoch_record record{
          .epoch = epoch, .train_loss = event.loss, .learning_rate = learning_rate()};
      if constexpr (has_metric)
        record.metrics.push_back({std::string(Loss::metric_name), *event.accuracy});
      if (options.validation) {
        const evaluation judged = evaluate(*options.validation);
        event.validation_loss = record.validation_loss = judged.loss;
        if constexpr (has_metric) {
          event.validation_accuracy = judged.metric;
          record.metrics.push_back(
              {"validation_" + std::string(Loss::metric_name), *judged.metric});
        }
      }
      event.epoch_done = true;
      event.seconds = record.seconds = watch.seconds();
      options.progress(event);
      out.epochs.push_back(record);
      const double judged_by = record.validation_loss.value_or(record.train_loss);
      if (options.reduce_on_plateau && options.reduce_on_plateau->should_reduce(judged_by))
        options.reduce_on_plateau->reduce(optimiser_, updates());
      if (options.early_stopping) {
        const bool stop = options.early_stopping->should_stop(judged_by);
        if (options.restore_best && options.early_stopping->improved()) best = snapshot();
        if (stop) break;
      }
    }
    if (!best.memory.empty()) restore(best);
    return out;
  }

  /// Errors    tapeless::error for a data set that is not what the network and the loss take
  static void check(const data::dataset& set) {
    detail::check_fits<InputShape, target_leaf, prediction_type, Rows>(set);
    detail::check_indices<InputShape::count>(set.inputs(), indices);
  }

  /// One step on the rows that stand in the input and target leaves; gives the loss before the update.
  double run_step() {
    ++steps_;
    const auto view = step_view();
    configure(view, optimiser_, updates());
    view.set(step_number, static_cast<std::int32_t>(steps_));
    view.set(update_number, static_cast<std::int32_t>(updates()));
    view.run();
    return step_result<0>();
  }

  /// Loss and metric of all rows as if they were one batch, with the layers in inference mode.
  evaluation evaluate(const data::dataset& set) {
    check(set);
    judgement all;
    const auto judge_rows = [&](std::span<const std::uint32_t> rows) {
      detail::load_rows<input_leaf, target_leaf>(judge_view(), set, rows);
      judge_view().run();
      return judgement(judge_view());
    };
    const auto order = data::batch_order::in_order(set.size(), Rows);
    for (const auto [rows, valid] : order) {
      all.add(judge_rows(rows));
      if (valid == Rows) continue;
      // the batch is filled up with its last valid row: take out what those copies add
      const std::vector<std::uint32_t> last(Rows, rows[valid - 1]);
      all.add(judge_rows(last), -static_cast<double>(Rows - valid) / static_cast<double>(Rows));
    }
    evaluation out{.loss = all.mean_loss()};
    if constexpr (has_metric) out.metric = all.mean_metric();
    return out;
  }

  /// The network's outputs for rows of inputs, in inference mode, row after row.
  ///
  /// Shapes    inputs: [n, input shape…]   →  [n, output shape…]
  std::vector<float> predict(std::span<const float> inputs) {
    constexpr std::size_t row = InputShape::count,
                          out_row = prediction_type::shape_type::count / Rows;
    if (inputs.size() % row != 0)
      error::raise("predict", "",
                   {"expected a multiple of ", row, " numbers (one row), got ", inputs.size()});
    detail::check_indices<row>(inputs, indices);
    const std::size_t n = inputs.size() / row;
    std::vector<float> out(n * out_row);
    for (std::size_t first = 0; first < n; first += Rows) {
      const std::size_t count = n - first < Rows ? n - first : Rows;
      auto x = judge_view()[input_leaf{}];
      std::memcpy(x.data(), &inputs[first * row], count * row * sizeof(float));
      std::memset(x.data() + count * row, 0, (Rows - count) * row * sizeof(float));
      judge_view().run();
      const auto y = judge_view().template result<0>();
      std::memcpy(&out[first * out_row], y.data(), count * out_row * sizeof(float));
    }
    return out;
  }

  /// The averages of an optimiser (ema, swa, asgd) in place of the parameters, until what this returns is gone.
  ///
  ///     { const auto averages = trainer.use_averages();  trainer.evaluate(data.test); }
  [[nodiscard]] averages_in_use<step> use_averages() { return averages_in_use<step>(step_view()); }

  /// The programs on the trainer's arena: leaves and results to read and write directly.
  program_view<step> step_view() { return program_view<step>(memory_.data()); }
  program_view<judge> judge_view() { return program_view<judge>(memory_.data()); }

  std::int64_t steps() const { return steps_; }
  Optimiser& optimiser() { return optimiser_; }

  /// All that training changes: parameters, states and counters, to keep and to restore.
  trainer_snapshot snapshot() const {
    return {{memory_.data(), memory_.data() + program_facts<step>::trained_bytes},
            seed_,
            steps_,
            epochs_};
  }
  /// Errors    tapeless::error for a snapshot of another trainer's size
  void restore(const trainer_snapshot& kept) {
    if (kept.memory.size() != program_facts<step>::trained_bytes)
      error::raise(
          "restore", "",
          {"expected ", program_facts<step>::trained_bytes, " bytes, got ", kept.memory.size()});
    std::memcpy(memory_.data(), kept.memory.data(), kept.memory.size());
    seed_ = kept.seed;
    steps_ = kept.steps;
    epochs_ = kept.epochs;
  }

 private:
  template <int I>
  double step_result() {
    return static_cast<double>(step_view().template result<I>()[0]);
  }
  /// The number of the update that this step belongs to.
  std::int64_t updates() const {
    constexpr auto n = static_cast<std::int64_t>(steps_per_update<Optimiser>);
    return (steps_ + n - 1) / n;
  }

  double learning_rate() const { return learning_rate_of(optimiser_, updates()); }

  heap_memory<arena_bytes> memory_;
  Optimiser optimiser_;
  std::uint64_t seed_ = 0;
  std::int64_t steps_ = 0;
  std::uint64_t epochs_ = 0;
};

template <class Net, class Loss, class Optimiser, std::size_t Rows, class InputShape>
requires detail::trainer_arguments<Net, Loss, Optimiser, InputShape>
trainer(Net, Loss, Optimiser, batch_of<Rows>, InputShape, seed)
    -> trainer<Net, Loss, Optimiser, Rows, InputShape>;
template <class Net, class Loss, class Optimiser, std::size_t Rows, class InputShape>
requires detail::trainer_arguments<Net, Loss, Optimiser, InputShape>
trainer(Net, Loss, Optimiser, batch_of<Rows>, InputShape)
    -> trainer<Net, Loss, Optimiser, Rows, InputShape>;

}  // namespace tapeless
