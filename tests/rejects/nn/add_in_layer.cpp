// SPDX-License-Identifier: BSL-1.0
// rejected-with: op\(a, b\): shapes of a and b must broadcast: .* \[E010\]
// rejected-with: shape<64, 32> ?, .*shape<64>
// rejected-with: biased::body
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

// A layer of one's own: the bias has the batch's size instead of the features'.
struct biased : tl::layer<biased> {
  template <tl::expression X>
  static constexpr auto body(X x) {
    constexpr tl::parameter<tl::tags::bias, tl::shape<64>> bias{};
    return x + bias;
  }
};
constexpr auto net = tl::dense<32> >> biased{} >> tl::relu >> tl::dense<10>;

int main() {
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  trainer.run_step();
}
