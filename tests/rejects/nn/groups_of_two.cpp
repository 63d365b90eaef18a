// SPDX-License-Identifier: BSL-1.0
// rejected-with: every group must have an optimiser of the same type \[E055\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<1>;
int main() {
  tl::trainer trainer{net, tl::mse,
                      tl::with_groups(tl::adam{}, tl::options_for<tl::biases_and_norms>(tl::sgd{})),
                      tl::batch<4>, tl::shape<2>{}};
  trainer.run_step();
}
