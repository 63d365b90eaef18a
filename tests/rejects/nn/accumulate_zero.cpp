// SPDX-License-Identifier: BSL-1.0
// rejected-with: accumulate<N>\(optimiser\): N must be at least 1 \[E050\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<1>;

int main() {
  tl::trainer trainer{net, tl::mse, tl::accumulate<0>(tl::adam{}), tl::batch<4>, tl::shape<2>{}};
  trainer.run_step();
}
