// SPDX-License-Identifier: BSL-1.0
//
// A program that only knows the installed package: learns y = 2 x − 1.
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

static_assert(tl::version::major == 0);

float learn();  // core_consumer.cpp

int main() {
  std::vector<float> inputs, targets;
  for (int i = 0; i < 32; ++i) {
    inputs.push_back(static_cast<float>(i) / 32);
    targets.push_back(2 * inputs.back() - 1);
  }
  const tl::data::dataset line(std::move(inputs), 1, std::move(targets));

  tl::trainer trainer{tl::dense<1>, tl::mse, tl::adam{.learning_rate = 0.05}, tl::batch<8>,
                      tl::shape<1>{}};
  trainer.fit(line, {.epochs = 100});
  const float at_half = trainer.predict(std::vector<float>{0.5f})[0];
  std::printf("2 * 0.5 - 1 is about %.3f\n", static_cast<double>(at_half));
  return std::abs(at_half) < 0.1f && learn() < 0.1f ? 0 : 1;
}
