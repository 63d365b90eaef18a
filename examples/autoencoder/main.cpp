// SPDX-License-Identifier: BSL-1.0
// Squeezes an image of 784 pixels into 64 numbers and back: what goes in is what should come out.
//
//     autoencoder [epochs] [images to learn from] [folder of the data set]
#include <cstdio>
#include <cstdlib>

#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto encoder = tl::dense<64> >> tl::relu;
constexpr auto decoder = tl::dense<784> >> tl::sigmoid;

// Every second line of an image, as characters.
void print(std::span<const float> image) {
  for (std::size_t i = 0; i < 784; ++i) {
    if (i / 28 % 2 == 0) std::putchar(" .:-=+*#%@"[static_cast<int>(image[i] * 9.99f)]);
    if (i % 56 == 27) std::putchar('\n');
  }
}

int main(int argc, char** argv) try {
  const std::size_t epochs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10;
  const std::size_t images = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 60'000;
  const auto data =
      tl::data::fashion_mnist(argc > 3 ? argv[3] : "/usr/share/datasets/fashion-mnist");
  const tl::data::dataset train(data.train.first(images).inputs(), 784);  // without the labels
  const tl::data::dataset test(data.test.inputs(), 784);

  tl::trainer trainer{encoder >> decoder, tl::mse,          tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>,      tl::shape<784>{}, tl::seed{7}};
  const double before = trainer.evaluate(test).loss;
  trainer.fit(train, {.epochs = epochs, .validation = test, .progress = tl::console});
  const double after = trainer.evaluate(test).loss;

  print(test.input(0));
  print(trainer.predict(test.input(0)));
  std::printf("mean squared error per pixel: %.4f, before training %.4f\n", after, before);
  return after < before / 2 ? 0 : 1;
} catch (const tl::error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
