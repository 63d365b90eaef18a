// SPDX-License-Identifier: BSL-1.0
// rejected-with: trainer\(net, loss, optimiser\): the loss must depend on at least one parameter that is not frozen \[E026\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::flatten >> tl::relu;

int main() {
  tl::trainer trainer{net, tl::mse, tl::sgd{.learning_rate = 0.1}, tl::batch<4>, tl::shape<2>{}};
  trainer.run_step();
}
