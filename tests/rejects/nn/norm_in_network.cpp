// SPDX-License-Identifier: BSL-1.0
// rejected-with: x must have at least K axes, and K be at least 1 \[E042\]
// rejected-with: , 3, 2>
// rejected-with: layer_norm_layer<.*>::body
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<32> >> tl::layer_norm<3> >> tl::relu >> tl::dense<10>;

int main() {
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  trainer.run_step();
}
