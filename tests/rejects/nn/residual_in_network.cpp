// SPDX-License-Identifier: BSL-1.0
// rejected-with: residual\(f\): f\(x\) must have the shape of x \[E044\]
// rejected-with: shape<64, 32> ?, (tapeless::)?shape<64, 10> ?, false
// rejected-with: residual_layer<.*::body.*dense_layer<10,|residual_layer<.*dense_layer<10,.*::body
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<32> >> tl::residual(tl::dense<10>) >> tl::relu;

int main() {
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  trainer.run_step();
}
