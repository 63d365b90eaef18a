// SPDX-License-Identifier: BSL-1.0
//
// A trainer whose two programs share states that only one of them writes.
#include <cmath>
#include <cstddef>
#include <cstring>
#include <vector>

#include <tapeless/tapeless.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {
constexpr auto norm = tl::batch_norm<1e-5, 1.0>;
constexpr auto hidden = tl::dense<3>;
constexpr auto net = hidden >> norm >> tl::tanh >> tl::dense<1>;
constexpr std::size_t rows = 8;

tl::data::dataset rows_and_targets() {
  std::vector<float> x, t;
  for (std::size_t i = 0; i < rows; ++i) {
    x.push_back(static_cast<float>(i % 3));
    x.push_back(static_cast<float>(i) * 0.25f);
    t.push_back(static_cast<float>(i % 2));
  }
  return tl::data::dataset(std::move(x), 2, std::move(t), 1);
}

struct fixture {
  tl::trainer<std::remove_const_t<decltype(net)>, tl::mse_loss<>, tl::sgd, rows, tl::shape<2>>
      trainer{net,        tl::mse, tl::sgd{.learning_rate = 0.0}, tl::batch<rows>, tl::shape<2>{},
              tl::seed{5}};
};
}  // namespace

TEST_CASE("trainer: inference takes the statistics that training has left", "[training][trainer]") {
  const auto data = rows_and_targets();
  fixture f;
  const double before = f.trainer.evaluate(data).loss;
  // momentum 1 and no learning: after a step, inference and training differ in the divisor of the variance only
  const double trained = f.trainer.fit(data, {.epochs = 1, .shuffle = false}).epochs[0].train_loss;
  const double after = f.trainer.evaluate(data).loss;
  CHECK(std::abs(after - trained) < 0.02);
  CHECK(std::abs(after - before) > 0.001);
  CHECK(f.trainer.evaluate(data).loss == after);  // judging changes nothing
}

TEST_CASE("trainer: with batch_norm, the same seed gives the same bits", "[training][trainer]") {
  const auto data = rows_and_targets();
  fixture a, b;
  for (auto* each : {&a, &b}) {
    each->trainer.optimiser().learning_rate = 0.1;
    each->trainer.fit(data, {.epochs = 20});
  }
  const auto one = a.trainer.snapshot(), two = b.trainer.snapshot();
  CHECK(!one.states.empty());
  CHECK(one.parameters == two.parameters);
  CHECK(one.states == two.states);
}
