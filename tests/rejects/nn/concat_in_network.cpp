// SPDX-License-Identifier: BSL-1.0
// rejected-with: concat<A>\(a, b\): all sizes but that of axis A must agree \[E014\]
// rejected-with: shape<64, 16> ?, (tapeless::)?shape<64, 8> ?, 0
// rejected-with: concat_layer<.*>::body.*dense_layer<16,
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<32> >> tl::concat<0>(tl::dense<16>, tl::dense<8>) >> tl::dense<10>;

int main() {
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  trainer.run_step();
}
