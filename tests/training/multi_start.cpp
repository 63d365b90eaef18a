// SPDX-License-Identifier: BSL-1.0
#include <tapeless/training/multi_start.hpp>

#include <cstddef>
#include <vector>

#include <tapeless/tapeless.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {
constexpr auto hidden = tl::dense<3>;
constexpr auto net = hidden >> tl::tanh >> tl::dense<1>;
const tl::data::dataset& pairs() {
  static const tl::data::dataset set(std::vector<float>{-1, -1, -1, 1, 1, -1, 1, 1}, 2,
                                     std::vector<float>{0, 1, 1, 0});
  return set;
}
auto made() {
  return tl::trainer{net, tl::binary_cross_entropy_with_logits, tl::adam{.learning_rate = 0.05},
                     tl::batch<2>, tl::shape<2>{}};
}
}  // namespace

TEST_CASE("multi_start: starts at once come to what they come to alone",
          "[training][multi_start]") {
  auto one = made(), all = made();
  const tl::fit_options options{.epochs = 100, .shuffle = false};
  const auto each = tl::multi_start(5, one, pairs(), options, tl::seed{3});
  const auto together = tl::multi_start<5>(all, pairs(), options, tl::seed{3});

  REQUIRE(together.losses.size() == 5);
  for (std::size_t i = 0; i < 5; ++i)
    CHECK(together.losses[i] == Approx(each.losses[i]).margin(1e-4));
  CHECK(together.best == each.best);
  CHECK(together.seed == 3 + together.best);

  REQUIRE(together.trained.epochs.size() == 100);
  for (const std::size_t e : {std::size_t{0}, std::size_t{99}}) {
    const tl::epoch_record &mine = together.trained.epochs[e], &other = each.trained.epochs[e];
    CHECK(mine.epoch == e + 1);
    CHECK(mine.train_loss == Approx(other.train_loss).margin(1e-4));
    CHECK(mine.metrics[0].value == Approx(other.metrics[0].value));
    CHECK(mine.metrics[0].name == other.metrics[0].name);
    CHECK(mine.learning_rate == other.learning_rate);
  }

  // the trainers are alike: predictions, and what a further training comes to
  CHECK(all.steps() == one.steps());
  one.fit(pairs(), options);
  all.fit(pairs(), options);
  const auto y = all.predict(pairs().inputs()), expected = one.predict(pairs().inputs());
  for (std::size_t i = 0; i < 4; ++i) CHECK(y[i] == Approx(expected[i]).margin(1e-3));
}

TEST_CASE("multi_start: to stop early, starts are trained one after the other",
          "[training][multi_start]") {
  auto trainer = made();
  std::size_t told = 0;
  const auto result = tl::multi_start<5>(
      trainer, pairs(),
      {.epochs = 4,
       .progress = [&](const tl::progress_event& e) { told += e.epoch_done ? 1 : 0; },
       .early_stopping = tl::early_stopping{.patience = 10}});
  CHECK(told == 5 * 4);
  CHECK(result.losses.size() == 5);
}

TEST_CASE("multi_start: at once, progress is told of epochs", "[training][multi_start]") {
  auto trainer = made();
  std::vector<tl::progress_event> told;
  static_cast<void>(tl::multi_start<5>(
      trainer, pairs(),
      {.epochs = 4, .progress = [&](const tl::progress_event& e) { told.push_back(e); }}));
  REQUIRE(told.size() == 4);
  CHECK(told[3].epoch == 4);
  CHECK(told[3].epoch_done);
  CHECK(told[3].loss < told[0].loss);
}
