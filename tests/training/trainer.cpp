// SPDX-License-Identifier: BSL-1.0
#include <tapeless/training/trainer.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/nn/optimisers.hpp>

#include "allocations.hpp"
#include "catch.hpp"

namespace tl = tapeless;

namespace {

constexpr auto net = tl::dense<8> >> tl::tanh >> tl::dropout<0.25> >> tl::dense<3>;
constexpr std::size_t rows = 8, width = 4;

auto make(std::uint64_t seed, tl::schedule rate = 1e-2) {
  return tl::trainer{net,
                     tl::softmax_cross_entropy,
                     tl::adam{.learning_rate = rate},
                     tl::batch<rows>,
                     tl::shape<width>{},
                     tl::seed{seed}};
}
using trainer_type = decltype(make(0));

/// Rows of numbers whose class is where the greatest of the first three stands.
tl::data::dataset examples(std::size_t count, std::uint32_t draw = 1) {
  std::vector<float> x;
  std::vector<std::int32_t> labels;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < width; ++k) {
      draw = draw * 1664525u + 1013904223u;
      x.push_back(static_cast<float>(draw >> 8) / 8388608.0f - 1);
    }
    const float* row = &x[i * width];
    labels.push_back(row[0] > row[1] ? (row[0] > row[2] ? 0 : 2) : (row[1] > row[2] ? 1 : 2));
  }
  return {std::move(x), width, std::move(labels), 3};
}

/// ln Σ eˣ − x[label] and whether the greatest is at the label, as a person would compute it.
struct judged {
  double loss = 0, hits = 0;
};
judged judge_by_hand(const std::vector<float>& scores, const tl::data::dataset& set) {
  judged out;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const float* x = &scores[3 * i];
    double sum = 0;
    int greatest = 0;
    for (int k = 0; k < 3; ++k) {
      sum += std::exp(static_cast<double>(x[k]));
      if (x[k] > x[greatest]) greatest = k;
    }
    out.loss += std::log(sum) - static_cast<double>(x[set.label(i)]);
    out.hits += greatest == set.label(i) ? 1 : 0;
  }
  out.loss /= static_cast<double>(set.size());
  out.hits /= static_cast<double>(set.size());
  return out;
}

template <class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const tl::error& e) {
    return e.what();
  }
  return {};
}

}  // namespace

TEST_CASE("trainer: 100 steps ask nothing of the heap", "[training][trainer][allocations]") {
  auto trainer = make(1);
  const auto set = examples(rows);
  trainer.fit(set);
  const long before = allocations();
  for (int i = 0; i < 100; ++i) trainer.run_step();
  CHECK(allocations() == before);
}

TEST_CASE("trainer: a longer epoch asks the heap no more often",
          "[training][trainer][allocations]") {
  auto trainer = make(1);
  const auto shorter = examples(10 * rows), longer = examples(110 * rows);
  const long start = allocations();
  trainer.fit(shorter);
  const long middle = allocations();
  trainer.fit(longer);
  CHECK(allocations() - middle == middle - start);
}

TEST_CASE("trainer: the same seed gives the same bits", "[training][trainer]") {
  const auto set = examples(10 * rows);
  auto a = make(7), b = make(7), c = make(8);
  CHECK(a.snapshot().parameters == b.snapshot().parameters);
  CHECK(a.snapshot().parameters != c.snapshot().parameters);
  for (auto* each : {&a, &b, &c}) each->fit(set, {.epochs = 5});
  CHECK(a.steps() == 50);
  CHECK(a.snapshot().parameters == b.snapshot().parameters);
  CHECK(a.snapshot().parameters != c.snapshot().parameters);
}

TEST_CASE("trainer: reset begins anew", "[training][trainer]") {
  const auto set = examples(4 * rows);
  auto a = make(7), b = make(9);
  a.fit(set, {.epochs = 3});
  b.fit(set, {.epochs = 1});
  b.reset(tl::seed{7});
  b.fit(set, {.epochs = 3});
  CHECK(a.snapshot().parameters == b.snapshot().parameters);
}

TEST_CASE("trainer: evaluate is the mean over rows, whatever their number", "[training][trainer]") {
  auto trainer = make(3);
  trainer.fit(examples(6 * rows), {.epochs = 4});
  for (std::size_t count :
       {rows, 3 * rows, rows + 1, 3 * rows - 1, std::size_t{1}, std::size_t{13}}) {
    INFO(count << " rows");
    const auto set = examples(count, 99);
    const auto found = trainer.evaluate(set);
    const auto scores = trainer.predict(set.inputs());
    REQUIRE(scores.size() == 3 * count);
    const judged expected = judge_by_hand(scores, set);
    CHECK(found.loss == Approx(expected.loss).epsilon(1e-5));
    REQUIRE(found.metric.has_value());
    CHECK(*found.metric == Approx(expected.hits).epsilon(1e-5));
  }
}

TEST_CASE("trainer: evaluate and predict change nothing that is trained", "[training][trainer]") {
  const auto set = examples(21);
  auto a = make(5), b = make(5);
  a.fit(set);
  b.fit(set);
  const auto before = a.snapshot().parameters;
  a.evaluate(set);
  a.predict(set.inputs());
  CHECK(a.snapshot().parameters == before);
  a.fit(set);
  b.fit(set);
  CHECK(a.snapshot().parameters == b.snapshot().parameters);
}

TEST_CASE("trainer: predict gives each row its own result", "[training][trainer]") {
  auto trainer = make(5);
  const auto set = examples(19);
  const auto all = trainer.predict(set.inputs());
  for (std::size_t i = 0; i < set.size(); ++i) {
    const auto one = trainer.predict(set.input(i));
    REQUIRE(one.size() == 3);
    for (std::size_t k = 0; k < 3; ++k) CHECK(one[k] == all[3 * i + k]);
  }
  CHECK(trainer.predict({}).empty());
}

TEST_CASE("trainer: fit learns, and reports what evaluate says", "[training][trainer]") {
  auto trainer = make(5);
  const auto set = examples(40 * rows), test = examples(50, 1234);
  const auto first = trainer.evaluate(test);
  const auto history = trainer.fit(set, {.epochs = 20, .validation = test});
  REQUIRE(history.epochs.size() == 20);
  const auto last = trainer.evaluate(test);
  CHECK(last.loss < 0.5 * first.loss);
  CHECK(*last.metric > 0.9);
  REQUIRE(history.epochs.back().validation_loss.has_value());
  CHECK(*history.epochs.back().validation_loss == last.loss);
  CHECK(history.epochs.back().learning_rate == 1e-2);
}

TEST_CASE("trainer: early stopping ends and gives the best parameters back",
          "[training][trainer]") {
  auto trainer = make(5);
  trainer.optimiser().learning_rate = 3.0;  // far too much: the loss does not fall for long
  const auto set = examples(4 * rows), test = examples(50, 1234);
  const auto history = trainer.fit(
      set,
      {.epochs = 200, .validation = test, .early_stopping = tl::early_stopping{.patience = 3}});
  CHECK(history.epochs.size() < 200);
  double best = std::numeric_limits<double>::infinity();
  for (const auto& epoch : history.epochs) best = std::min(best, *epoch.validation_loss);
  CHECK(trainer.evaluate(test).loss == best);
}

TEST_CASE("trainer: a data set that does not fit is one error and changes nothing",
          "[training][trainer]") {
  auto trainer = make(5);
  const auto before = trainer.snapshot().parameters;
  const auto good = examples(2 * rows);
  const tl::data::dataset narrow{std::vector<float>(24), 3, std::vector<std::int32_t>(8)};
  const tl::data::dataset unlabelled{std::vector<float>(32), 4};
  const tl::data::dataset targets{std::vector<float>(32), 4, std::vector<float>(8)};
  const tl::data::dataset classes{std::vector<float>(32), 4, std::vector<std::int32_t>(8, 3)};
  const tl::data::dataset several{std::vector<float>(32), 4, std::vector<std::int32_t>(16), 3, 2};
  for (const auto* bad : {&narrow, &unlabelled, &targets, &classes, &several}) {
    CHECK(!message_of([&] { trainer.fit(*bad); }).empty());
    CHECK(!message_of([&] { trainer.evaluate(*bad); }).empty());
    CHECK(!message_of([&] { trainer.fit(good, {.validation = *bad}); }).empty());
  }
  CHECK(message_of([&] { trainer.fit(narrow); }).find("expected rows of 4 inputs, got 3") !=
        std::string::npos);
  CHECK(message_of([&] { trainer.fit(classes); }).find("expected labels below 3, got 3") !=
        std::string::npos);
  CHECK(message_of([&] { trainer.fit(several); }).find("expected 1 labels per row, got 2") !=
        std::string::npos);
  CHECK(!message_of([&] { trainer.fit(examples(rows - 1)); }).empty());
  CHECK(!message_of([&] { trainer.predict(std::vector<float>(5)); }).empty());
  CHECK(trainer.snapshot().parameters == before);
  CHECK(trainer.steps() == 0);
}

TEST_CASE("trainer: a negative learning rate is an error, one of 0 changes nothing",
          "[training][trainer]") {
  CHECK(message_of([] { make(1, -0.1); }) ==
        "trainer: expected a learning rate of at least 0, got -0.1");
  auto frozen = make(1, 0);
  const std::vector<float> x(width, 0.5f), before = frozen.predict(x);
  frozen.fit(examples(4 * rows));
  CHECK(frozen.predict(x) == before);
}

TEST_CASE("trainer: facts about the programs are constants", "[training][trainer]") {
  STATIC_REQUIRE(trainer_type::parameter_count == width * 8 + 8 + 8 * 3 + 3);
  STATIC_REQUIRE(trainer_type::parameter_bytes == 4 * trainer_type::parameter_count);
  STATIC_REQUIRE(trainer_type::state_bytes == 2 * trainer_type::parameter_bytes);
  STATIC_REQUIRE(trainer_type::arena_bytes >=
                 trainer_type::parameter_bytes + trainer_type::state_bytes);
}
