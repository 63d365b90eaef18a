// SPDX-License-Identifier: BSL-1.0
// rejected-with: op\(a, b\): shapes of a and b must broadcast: .* \[E010\]
// rejected-with: shape<64, 16> ?, (tapeless::)?shape<64, 8> ?, false
// rejected-with: sum_layer<.*>::body.*dense_layer<16,
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<32> >> tl::sum_of(tl::dense<16>, tl::dense<8>) >> tl::dense<10>;

int main() {
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  trainer.run_step();
}
