// SPDX-License-Identifier: BSL-1.0
// rejected-with: trainer\{net, loss, optimiser, batch<rows>, shape<\.\.\.>\{\}, seed\{n\}\}: arguments must stand in this order; .* \[E099\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<1>;

int main() {
  const std::span<const float> numbers;
  tl::trainer trainer{net, tl::mse, tl::sgd{.learning_rate = 0.1}, tl::shape<2>{}, tl::batch<4>};
  trainer.fit(tl::data::dataset(numbers, 2, numbers, 1), {.epochs = 1});
}
