// SPDX-License-Identifier: BSL-1.0
// Learns what clothes look like, and draws some that nobody has seen: a variational autoencoder.
//
//     variational_autoencoder [epochs] [images to learn from] [folder of the data set]
//
// Its loss is a bound on -ln p(image). It must be below that of the mean image, which is what a decoder comes to that
// ignores what the encoder says.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr std::size_t pixels = 784, features = 8, drawn = 4;

constexpr auto encoder = tl::dense<128> >> tl::relu;
constexpr auto decoder =
    tl::named<struct decoder_tag>(tl::dense<128> >> tl::relu >> tl::dense<pixels>);
constexpr auto net = encoder >> tl::variational<features> >> decoder;
constexpr auto loss =
    tl::with_reduction<tl::reduction::batch_mean>(tl::binary_cross_entropy_with_logits);

inline constexpr tl::input<struct code, tl::shape<drawn, features>> code{};

// -ln p of all pixels of all images, per image; p are the pixels of one image for all, or of one for each.
double surprise(std::span<const float> images, std::span<const double> p) {
  double sum = 0;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const double x = images[i], q = std::min(std::max(p[i % p.size()], 1e-4), 1 - 1e-4);
    sum -= x * std::log(q) + (1 - x) * std::log(1 - q);
  }
  return sum / static_cast<double>(images.size() / pixels);
}
double brightness(float score) { return 1 / (1 + std::exp(-static_cast<double>(score))); }

// The images side by side, every second line, as characters.
void print(std::span<const float> scores) {
  for (std::size_t line = 0; line < 28; line += 2) {
    for (std::size_t i = 0; i < scores.size(); ++i)
      if (i % pixels / 28 == line)
        std::putchar(" .:-=+*#%@"[static_cast<int>(brightness(scores[i]) * 9.99)]);
    std::putchar('\n');
  }
}

int main(int argc, char** argv) try {
  const std::size_t epochs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10;
  const std::size_t images = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 60'000;
  const auto data =
      tl::data::fashion_mnist(argc > 3 ? argv[3] : "/usr/share/datasets/fashion-mnist");
  const tl::data::dataset train(data.train.first(images).inputs(), pixels);  // without the labels
  const tl::data::dataset test(data.test.first(2000).inputs(), pixels);

  tl::trainer trainer{
      net, loss, tl::adam{.learning_rate = 1e-3}, tl::batch<64>, tl::shape<pixels>{}, tl::seed{7}};
  trainer.fit(train, {.epochs = epochs, .validation = test, .progress = tl::console});

  // the decoder alone, fed with numbers from N(0, 1)
  auto draw = tl::compile_for_inference(code >> decoder);
  tl::copy_parameters(trainer.step_view(), draw.view());
  std::mt19937 source(1);
  std::normal_distribution<float> normal;
  for (float& each : draw[code]) each = normal(source);
  draw.run();
  print(draw.result());
  bool finite = true;
  for (const float score : draw.result()) finite = finite && std::isfinite(score);

  std::vector<double> mean(pixels), seen;
  for (std::size_t i = 0; i < train.inputs().size(); ++i)
    mean[i % pixels] += train.inputs()[i] / static_cast<double>(train.size());
  for (const float score : trainer.predict(test.inputs())) seen.push_back(brightness(score));
  const double of_mean = surprise(test.inputs(), mean), bound = trainer.evaluate(test).loss,
               reconstruction = surprise(test.inputs(), seen), divergence = bound - reconstruction;
  std::printf(
      "nats per image: %.1f = %.1f of reconstruction + %.1f of divergence; the mean image %.1f\n",
      bound, reconstruction, divergence, of_mean);
  return finite && divergence > 1 && bound < of_mean ? 0 : 1;
} catch (const tl::error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
