// SPDX-License-Identifier: BSL-1.0
//
// Terms of the loss from inside a network, and values that are drawn.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/ir/print.hpp>
#include <tapeless/tapeless.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {
tl::data::dataset rows() {
  std::vector<float> x;
  for (std::size_t i = 0; i < 32; ++i)
    for (std::size_t j = 0; j < 6; ++j) x.push_back(static_cast<float>((i * (j + 1)) % 7) / 7.0f);
  return tl::data::dataset(std::move(x), 6);
}
constexpr auto hidden = tl::dense<8>;
constexpr auto pixels = tl::dense<6>;
constexpr auto encoder = hidden >> tl::tanh;
constexpr auto middle = tl::variational<2>;
constexpr auto decoder =
    tl::named<struct decoder_part>(hidden >> tl::tanh >> pixels >> tl::sigmoid);
inline constexpr tl::input<struct code_tag, tl::shape<2, 2>> code{};
constexpr auto autoencoder = encoder >> middle >> decoder;
constexpr auto reconstruction = tl::with_reduction<tl::reduction::batch_mean>(tl::mse);
}  // namespace

TEST_CASE("a variational autoencoder: the trainer's loss has the divergence in it",
          "[training][variational]") {
  tl::trainer trainer{autoencoder,   reconstruction, tl::adam{.learning_rate = 0.01},
                      tl::batch<16>, tl::shape<6>{}, tl::seed{4}};
  const auto data = rows();
  // a mean of 3 and a variance of 1 for every row: the divergence is 2 · 9 / 2
  const auto set = [&](float mean) {
    trainer.step_view().for_each_leaf([&](const tl::ir::leaf& l, auto elements) {
      tl::core::text<256> path;
      tl::ir::print_path(path, decltype(trainer)::step::final_graph::value, l);
      const bool of_mean = path.view().find("mean.") != path.view().npos;
      if (of_mean || path.view().find("log_variance.") != path.view().npos)
        for (auto& each : elements)
          each = static_cast<std::remove_cvref_t<decltype(each)>>(of_mean && l.name == "bias" ? mean
                                                                                              : 0);
    });
  };
  const auto reconstructed = [&] {
    double sum = 0;
    const auto y = trainer.predict(data.inputs());
    for (std::size_t i = 0; i < y.size(); ++i)
      sum += (y[i] - data.inputs()[i]) * (y[i] - data.inputs()[i]);
    return sum / 32;
  };
  set(3);
  CHECK(trainer.evaluate(data).loss == Approx(reconstructed() + 9).epsilon(1e-5));
  // the named decoder alone finds its parameters
  auto draw = tl::compile_for_inference(code >> decoder);
  CHECK(tl::copy_parameters(trainer.step_view(), draw.view()) == 0);
  for (float& each : draw[code]) each = 3;
  draw.run();
  CHECK(draw.result()[5] == Approx(trainer.predict(data.input(0))[5]).epsilon(1e-5));
  auto nameless = tl::compile(code >> hidden >> tl::tanh >> pixels);
  CHECK(tl::copy_parameters(trainer.step_view(), nameless.view()) > 0);
  set(0);
  CHECK(trainer.evaluate(data).loss == Approx(reconstructed()).epsilon(1e-5));
  trainer.reset(tl::seed{4});
  const double before = trainer.evaluate(data).loss;
  trainer.fit(data, {.epochs = 60});
  CHECK(trainer.evaluate(data).loss < 0.9 * before);
}

namespace {
inline constexpr tl::input<struct mean_tag, tl::shape<4000, 2>> means{};
inline constexpr tl::input<struct variance_tag, tl::shape<4000, 2>> log_variances{};
constexpr auto drawn = tl::gaussian_sample(means, log_variances);
constexpr auto classes = tl::gumbel_softmax<0.5, true>(log_variances);
constexpr auto smooth = tl::gumbel_softmax<0.5>(log_variances);
}  // namespace

TEST_CASE("what is drawn has the distribution that it should", "[training][variational]") {
  auto f =
      tl::compile(drawn, classes, smooth, tl::gradient(tl::sum(drawn), means),
                  tl::gradient(tl::sum(tl::square(classes)), log_variances), means >> tl::rrelu<>);
  for (std::size_t i = 0; i < 8000; ++i) {
    f[means][i] = i % 2 == 0 ? 3.0f : -1.0f;
    f[log_variances][i] = i % 2 == 0 ? std::log(4.0f) : 0.0f;
  }
  f.run();
  double sum[2]{}, squares[2]{}, chosen = 0, total = 0, slope = 0, lowest = 1, highest = 0;
  for (std::size_t i = 0; i < 8000; ++i) {
    sum[i % 2] += f.result<0>()[i] / 4000;
    squares[i % 2] += f.result<0>()[i] * f.result<0>()[i] / 4000;
    if (i % 2 == 0) chosen += f.result<1>()[i] / 4000;
    total += f.result<2>()[i];
    CHECK(f.result<3>()[i] == 1);
    slope += std::abs(f.result<4>()[i]);
    if (i % 2 == 1) {
      lowest = std::min(lowest, -double{f.result<5>()[i]});
      highest = std::max(highest, -double{f.result<5>()[i]});
    } else {
      CHECK(f.result<5>()[i] == 3);
    }
  }
  CHECK(std::abs(sum[0] - 3) < 0.15);
  CHECK(std::abs(squares[0] - sum[0] * sum[0] - 4) < 0.4);
  CHECK(std::abs(sum[1] + 1) < 0.08);
  CHECK(std::abs(squares[1] - sum[1] * sum[1] - 1) < 0.1);
  CHECK(std::abs(chosen - 0.8) < 0.03);  // e^log 4 against e^0
  CHECK(std::abs(total - 4000) < 0.1);
  CHECK(slope > 1);  // the hard choice has the smooth one's gradient
  CHECK(lowest < 0.13);
  CHECK(lowest >= 0.125);
  CHECK(highest > 0.33);
  CHECK(highest <= 0.33334);
}
