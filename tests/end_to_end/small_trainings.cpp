// SPDX-License-Identifier: BSL-1.0
//
// Small trainings to a stated result. Seeds are fixed, so each is the same run every time on one machine.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/nn/optimisers.hpp>
#include <tapeless/training/trainer.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

class draw {
 public:
  explicit draw(std::uint32_t seed) : state(seed) {}
  /// In [-1, 1).
  float operator()() {
    state = state * 1664525u + 1013904223u;
    return static_cast<float>(state >> 8) / 8388608.0f - 1;
  }

 private:
  std::uint32_t state;
};

}  // namespace

TEST_CASE("exclusive or is learnt exactly", "[end_to_end]") {
  const tl::data::dataset truth{std::vector<float>{0, 0, 0, 1, 1, 0, 1, 1}, 2,
                                std::vector<float>{0, 1, 1, 0}};
  constexpr auto net = tl::dense<8> >> tl::tanh >> tl::dense<1>;
  tl::trainer trainer{net,
                      tl::binary_cross_entropy_with_logits,
                      tl::adam{.learning_rate = 0.05},
                      tl::batch<4>,
                      tl::shape<2>{},
                      tl::seed{1}};
  trainer.fit(truth, {.epochs = 300});
  const auto judged = trainer.evaluate(truth);
  CHECK(*judged.metric == 1);
  CHECK(judged.loss < 0.02);
  const auto scores = trainer.predict(truth.inputs());
  CHECK((scores[0] < 0 && scores[1] > 0 && scores[2] > 0 && scores[3] < 0));
}

TEST_CASE("three arms of a spiral are told apart", "[end_to_end]") {
  std::vector<float> points;
  std::vector<std::int32_t> arms;
  draw noise(5);
  for (int i = 0; i < 300; ++i) {
    const int arm = i % 3;
    const float t = static_cast<float>(i / 3) / 100.0f;
    const float angle = 4 * t + 2.0944f * static_cast<float>(arm) + 0.1f * noise();
    points.push_back(t * std::cos(angle));
    points.push_back(t * std::sin(angle));
    arms.push_back(arm);
  }
  const tl::data::dataset spiral{std::move(points), 2, std::move(arms)};
  constexpr auto net =
      tl::dense<32> >> tl::relu >> tl::layer_norm<> >> tl::dense<32> >> tl::gelu >> tl::dense<3>;
  tl::trainer trainer{net,
                      tl::softmax_cross_entropy,
                      tl::adamw{.learning_rate = 1e-2},
                      tl::batch<50>,
                      tl::shape<2>{},
                      tl::seed{2}};
  trainer.fit(spiral, {.epochs = 80});
  CHECK(*trainer.evaluate(spiral).metric > 0.97);
}

TEST_CASE("a line through noise is found, with dropout on the way", "[end_to_end]") {
  std::vector<float> x, y;
  draw number(9);
  for (int i = 0; i < 512; ++i) {
    const float a = number(), b = number();
    x.insert(x.end(), {a, b});
    y.push_back(0.5f * a - 0.25f * b + 0.1f);
  }
  const tl::data::dataset set{std::move(x), 2, std::move(y)};
  constexpr auto net = tl::dense<32> >> tl::tanh >> tl::dropout<0.1> >> tl::dense<1>;
  tl::trainer trainer{
      net,           tl::mse,        tl::clip_norm{1} >> tl::sgd_momentum{.learning_rate = 0.05},
      tl::batch<32>, tl::shape<2>{}, tl::seed{3}};
  const double before = trainer.evaluate(set).loss;
  trainer.fit(set, {.epochs = 60});
  const double after = trainer.evaluate(set).loss;
  CHECK(before > 0.02);
  CHECK(after < 1e-3);
}

TEST_CASE("an autoencoder of tied halves keeps what it sees", "[end_to_end]") {
  // eight numbers of which two are free
  std::vector<float> x;
  draw number(4);
  for (int i = 0; i < 256; ++i) {
    const float a = number(), b = number();
    for (int k = 0; k < 8; ++k)
      x.push_back(0.5f *
                  (a * std::cos(static_cast<float>(k)) + b * std::sin(static_cast<float>(k))));
  }
  std::vector<float> same = x;
  const tl::data::dataset set{std::move(x), 8, std::move(same), 8};
  constexpr auto core = tl::shared<struct core_tag>(tl::dense<6> >> tl::tanh);
  constexpr auto net = tl::dense<6> >> core >> core >> tl::dense<8>;
  tl::trainer trainer{net,           tl::mse,        tl::adam{.learning_rate = 1e-2},
                      tl::batch<32>, tl::shape<8>{}, tl::seed{6}};
  // one core, used twice
  STATIC_REQUIRE(decltype(trainer)::parameter_count == 8 * 6 + 6 + (6 * 6 + 6) + 6 * 8 + 8);
  const double before = trainer.evaluate(set).loss;
  trainer.fit(set, {.epochs = 60});
  CHECK(trainer.evaluate(set).loss < 0.02 * before);
}
