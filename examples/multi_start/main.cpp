// SPDX-License-Identifier: BSL-1.0
// Exclusive or with two hidden values: a network so small that where it begins decides where it ends. Several starts
// are the remedy, all at once.
#include <cstdio>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = tl::dense<2> >> tl::tanh >> tl::dense<1>;

int main() try {
  const tl::data::dataset pairs(std::vector<float>{-1, -1, -1, 1, 1, -1, 1, 1}, 2,
                                std::vector<float>{0, 1, 1, 0});
  tl::trainer trainer{net, tl::binary_cross_entropy_with_logits, tl::adam{.learning_rate = 0.05},
                      tl::batch<4>, tl::shape<2>{}};
  const auto result = tl::multi_start<8>(trainer, pairs, {.epochs = 500});
  for (std::size_t i = 0; i < result.losses.size(); ++i)
    std::printf("start %zu: loss %.4f%s\n", i, result.losses[i],
                i == result.best ? ", the best" : "");
  return *trainer.evaluate(pairs).metric == 1 ? 0 : 1;
} catch (const tl::error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
