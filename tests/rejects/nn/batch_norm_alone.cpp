// SPDX-License-Identifier: BSL-1.0
// rejected-with: training needs more than one value per channel \[E080\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<8> >> tl::batch_norm<> >> tl::dense<1>;

int main() {
  tl::trainer trainer{net, tl::mse, tl::adam{}, tl::batch<1>, tl::shape<2>{}};
  trainer.run_step();
}
