// SPDX-License-Identifier: BSL-1.0
#include <tapeless/training/judgement.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/nn/optimisers.hpp>
#include <tapeless/training/trainer.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

constexpr std::size_t width = 3;

std::vector<float> numbers(std::size_t count) {
  std::vector<float> x;
  for (std::size_t i = 0; i < count; ++i)
    x.push_back(std::sin(static_cast<float>(3 * i + i * i % 7)));
  return x;
}

}  // namespace

TEST_CASE("evaluate: weighted rows and ignored labels count what they count in one batch",
          "[training][judging]") {
  constexpr auto net = tl::dense<4>;
  constexpr auto loss = tl::class_weighted<1.0, 0.25, 2.0, 0.5>(tl::cross_entropy_ignoring<3>);
  tl::trainer trainer{net, loss, tl::sgd{}, tl::batch<4>, tl::shape<width>{}, tl::seed{5}};
  const double weights[] = {1, 0.25, 2, 0.5};
  for (const std::size_t count : {1, 3, 4, 5, 7, 13}) {
    INFO(count << " rows");
    std::vector<std::int32_t> labels;
    for (std::size_t i = 0; i < count; ++i)
      labels.push_back(static_cast<std::int32_t>(i * i % 5 % 4));
    if (count == 7) labels[6] = 3;  // the last batch ends with an ignored label
    const tl::data::dataset set{numbers(count * width), width, labels, 4};
    const auto scores = trainer.predict(set.inputs());
    double sum = 0, whole = 0, hits = 0, counted = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (labels[i] == 3) continue;
      double powers = 0;
      std::size_t best = 0;
      for (std::size_t c = 0; c < 4; ++c) {
        powers += std::exp(static_cast<double>(scores[4 * i + c]));
        if (scores[4 * i + c] > scores[4 * i + best]) best = c;
      }
      const auto label = static_cast<std::size_t>(labels[i]);
      sum += weights[label] * (std::log(powers) - static_cast<double>(scores[4 * i + label]));
      whole += weights[label];
      hits += best == label ? 1 : 0;
      counted += 1;
    }
    const auto found = trainer.evaluate(set);
    CHECK(found.loss == Approx(sum / whole).epsilon(1e-5));
    CHECK(*found.metric == Approx(hits / counted).epsilon(1e-5));
  }
}

TEST_CASE("evaluate: a sum is the sum over all rows; averages stand in while they are asked to",
          "[training][judging]") {
  constexpr auto net = tl::dense<2>;
  constexpr auto loss = tl::with_reduction<tl::reduction::sum>(tl::mse);
  tl::trainer trainer{net,
                      loss,
                      tl::ema{tl::sgd{.learning_rate = 0.05}, 0.5},
                      tl::batch<4>,
                      tl::shape<width>{},
                      tl::seed{5}};
  const auto by_hand = [&](const tl::data::dataset& set) {
    const auto found = trainer.predict(set.inputs());
    double sum = 0;
    for (std::size_t i = 0; i < found.size(); ++i)
      sum += std::pow(static_cast<double>(found[i] - set.targets()[i]), 2);
    return sum;
  };
  const auto set_of = [](std::size_t count) {
    return tl::data::dataset{numbers(count * width), width, numbers(2 * count), 2};
  };
  for (const std::size_t count : {1, 4, 6, 11}) {
    INFO(count << " rows");
    const auto set = set_of(count);
    CHECK(trainer.evaluate(set).loss == Approx(by_hand(set)).epsilon(1e-5));
  }

  const auto set = set_of(8);
  const auto weights = [&] {
    std::vector<double> all;
    trainer.step_view().for_each_leaf([&](const tl::ir::leaf& l, auto values) {
      if (l.kind == tl::leaf_kind::parameter) all.insert(all.end(), values.begin(), values.end());
    });
    return all;
  };
  auto average = weights();
  for (int step = 1; step <= 4; ++step) {
    trainer.fit(set, {.epochs = 1, .shuffle = false});
  }
  const auto last = weights();
  {
    const auto averages = trainer.use_averages();
    CHECK(weights() != last);
    CHECK(trainer.evaluate(set).loss == Approx(by_hand(set)).epsilon(1e-5));
    average = weights();
  }
  CHECK(weights() == last);
  // one more step with a rate of 0: the average comes halfway towards the parameters
  trainer.optimiser().optimiser.learning_rate = 0.0;
  trainer.run_step();
  const auto averages = trainer.use_averages();
  const auto later = weights();
  for (std::size_t i = 0; i < last.size(); ++i)
    CHECK(later[i] == Approx((average[i] + last[i]) / 2).epsilon(1e-5));
}

TEST_CASE("fit: reduce_on_plateau lowers the rate that is reported", "[training][judging]") {
  constexpr auto net = tl::dense<2>;
  tl::trainer trainer{net, tl::mse, tl::sgd{.learning_rate = 0.0}, tl::batch<4>,
                      tl::shape<width>{}};
  trainer.optimiser().learning_rate = 1e-4;
  const tl::data::dataset set{numbers(8 * width), width, numbers(16), 2};
  const auto history = trainer.fit(set, {.epochs = 6,
                                         .reduce_on_plateau = tl::reduce_on_plateau{
                                             .factor = 0.5, .patience = 1, .threshold = 0.5}});
  CHECK(history.epochs[2].learning_rate == 1e-4);
  CHECK(history.epochs[3].learning_rate == 5e-5);
  CHECK(history.epochs[5].learning_rate == 2.5e-5);
}
