// SPDX-License-Identifier: BSL-1.0
// rejected-with: the optimiser must keep averages: ema, swa or asgd \[E056\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<1>;
int main() {
  tl::trainer trainer{net, tl::mse, tl::adam{}, tl::batch<4>, tl::shape<2>{}};
  const auto averages = trainer.use_averages();
}
