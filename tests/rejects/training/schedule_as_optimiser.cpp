// SPDX-License-Identifier: BSL-1.0
// rejected-with: trainer\{.*\}: arguments must stand in this order; .* \[E099\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = tl::dense<8> >> tl::relu;
int main() {
  tl::trainer trainer{net, tl::mse, tl::step_decay(0.1, 3), tl::batch<4>, tl::shape<8>{}};
}
