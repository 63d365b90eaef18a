// SPDX-License-Identifier: BSL-1.0
// rejected-with: dropout<Rate>: the rate must be in \[0, 1\) \[E041\]
// rejected-with: dropout_layer<.*>::body
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<32> >> tl::relu >> tl::dropout<50.0> >> tl::dense<10>;

int main() {
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  trainer.run_step();
}
