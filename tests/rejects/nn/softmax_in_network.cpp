// SPDX-License-Identifier: BSL-1.0
// rejected-with: f\(x, axis<A>\): the axis must be in \[-rank, rank\) of x \[E017\]
// rejected-with: , 2, 2>
// rejected-with: softmax_layer<.*>::body
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<32> >> tl::relu >> tl::dense<10> >> tl::softmax_over<2>;

int main() {
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  trainer.run_step();
}
