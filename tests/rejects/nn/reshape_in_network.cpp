// SPDX-License-Identifier: BSL-1.0
// rejected-with: reshape<S>\(x\): the new shape must have as many elements as x \[E013\]
// rejected-with: 51200, 50176>
// rejected-with: reshape_layer<.*>::body
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net =
    tl::dense<800> >> tl::reshape_to<tl::shape<28, 28>> >> tl::flatten >> tl::dense<10>;

int main() {
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  trainer.run_step();
}
