// SPDX-License-Identifier: BSL-1.0
// Trains a 784-128-10 network on Fashion-MNIST and prints its accuracy on the test images.
//
//     fashion_mnist_mlp [epochs] [folder of the data set]
#include <cstdio>
#include <cstdlib>

#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = tl::dense<128> >> tl::relu >> tl::dense<10>;

int main(int argc, char** argv) try {
  const int epochs = argc > 1 ? std::atoi(argv[1]) : 10;
  if (epochs < 1) {
    std::fprintf(stderr, "usage: %s [epochs, at least 1] [folder of the data set]\n", argv[0]);
    return 2;
  }
  const auto data =
      tl::data::fashion_mnist(argc > 2 ? argv[2] : "/usr/share/datasets/fashion-mnist");

  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  static_assert(trainer.parameter_count == 101'770);
  std::printf(
      "known while compiling: %zu parameters, arena of %zu bytes, %d kernels, %.1f Mflop per "
      "step\n",
      trainer.parameter_count, trainer.arena_bytes, trainer.kernel_count,
      static_cast<double>(trainer.flops) * 1e-6);

  trainer.fit(data.train, {.epochs = static_cast<std::size_t>(epochs),
                           .validation = data.test,
                           .progress = tl::console});
  std::printf("test accuracy %.4f\n", *trainer.evaluate(data.test).metric);
} catch (const tl::error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
