// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
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
#include <tapeless/program/model.hpp>
#include <tapeless/training/feeding.hpp>
#include <tapeless/training/fit_options.hpp>
#include <tapeless/training/history.hpp>
#include <tapeless/training/judgement.hpp>
#include <tapeless/training/predictor.hpp>
#include <tapeless/training/stopwatch.hpp>
#include <tapeless/training/trainer_arguments.hpp>
#include <tapeless/training/trainer_snapshot.hpp>

namespace tapeless {

namespace tags {
struct input;
}

/// Trains a network on batches of rows: one compiled program for the step (forward, loss, backward, update) and one for
/// judging and predicting, on one model.
///
///     tl::trainer trainer{net, tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
///                         tl::batch<64>, tl::shape<784>{}, tl::seed{7}};
///     trainer.fit(data.train, {.epochs = 10, .validation = data.test, .progress = tl::console});
///
/// Shapes    the network sees [Rows, input shape…]
/// Memory    two allocations in the constructor, the model and a workspace; none in a step. A copy has a model of its own
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
  struct judge : pipeline<decltype(judgement::template stage<loss_type, metric_type>())> {};
  using programs_type = programs<step, judge>;
  using model_type = tapeless::model<programs_type, heap_memory>;

  using predictor_type = tapeless::predictor<judge, input_leaf, programs_type>;

  static constexpr std::size_t parameter_count = program_facts<step>::parameter_count;
  static constexpr std::size_t parameter_bytes = program_facts<step>::parameter_bytes;
  static constexpr std::size_t state_bytes = program_facts<step>::state_bytes;
  /// Bytes beside the model's: inputs, results and scratch of one program at a time.
  static constexpr std::size_t workspace_bytes = [](std::size_t a, std::size_t b) {
    return a > b ? a : b;
  }(instance<step, programs_type>::own_bytes, instance<judge, programs_type>::own_bytes);
  static constexpr std::size_t arena_bytes =
      model_type::parameter_bytes + model_type::state_bytes + workspace_bytes;
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
    model_.reset(seed_);
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
    if (!best.parameters.empty()) restore(best);
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
    view.seed(seed_);
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

  /// The network's outputs for rows of inputs, in inference mode, row after row. Safe from several threads at a time, as long
  /// as none trains; each call has memory of its own, a `predictor` keeps it.
  ///
  /// Shapes    inputs: [n, input shape…]   →  [n, output shape…]
  std::vector<float> predict(std::span<const float> inputs) const {
    return predictor_type(model_.view())(inputs);
  }

  /// Predicts with the trainer's model as it is at each call, without an allocation but for the result. The trainer must
  /// outlive it, and stay where it is. One per thread.
  ///
  ///     auto predict = trainer.predictor();
  ///     const std::vector<float> y = predict(x);
  [[nodiscard]] auto predictor() const { return predictor_type(model_.view()); }

  /// The averages of an optimiser (ema, swa, asgd) in place of the parameters, until what this returns is gone.
  ///
  ///     { const auto averages = trainer.use_averages();  trainer.evaluate(data.test); }
  [[nodiscard]] averages_in_use<step, programs_type> use_averages() {
    return averages_in_use<step, programs_type>(step_view());
  }

  /// The programs on the trainer's model and workspace. What one leaves in the workspace lasts until the other runs.
  program_view<step, programs_type> step_view() { return view_of<step>(); }
  program_view<judge, programs_type> judge_view() { return view_of<judge>(); }

  /// Parameters and states, for programs of the trainer's set: `trainer.model().instance<decltype(trainer)::judge>()`.
  model_type& model() { return model_; }
  const model_type& model() const { return model_; }

  std::int64_t steps() const { return steps_; }
  Optimiser& optimiser() { return optimiser_; }

  /// All that training changes: parameters, states and counters, to keep and to restore.
  trainer_snapshot snapshot() const {
    return {detail::kept_space(model_, space::parameters),
            detail::kept_space(model_, space::states), seed_, steps_, epochs_};
  }
  /// Errors    tapeless::error for a snapshot of another trainer's size
  void restore(const trainer_snapshot& kept) {
    detail::restore_space(model_, space::parameters, kept.parameters);
    detail::restore_space(model_, space::states, kept.states);
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

  template <class Program>
  program_view<Program, programs_type> view_of() {
    memory_map map = model_.view().map();
    program_facts<Program>::template lay_out<space::stream, space::scratch>(map, workspace_.data());
    return program_view<Program, programs_type>(map);
  }
  double learning_rate() const { return learning_rate_of(optimiser_, updates()); }

  model_type model_;
  detail::scratch_memory<heap_memory<workspace_bytes>> workspace_;
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
