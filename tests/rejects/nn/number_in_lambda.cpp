// SPDX-License-Identifier: BSL-1.0
// rejected-with: x op 2.0: a number in an expression must be part of its type: write constant<2.0> \[E028\]
// rejected-with: number_in_lambda.cpp:7:
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto halved = [](auto h) { return 0.5 * h; };
constexpr auto net = tl::dense<32> >> halved >> tl::relu >> tl::dense<10>;

int main() {
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  trainer.run_step();
}
