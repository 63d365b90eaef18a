// SPDX-License-Identifier: BSL-1.0
// rejected-with: matmul\(A, B\): columns of A must equal rows of B \[E012\]
// rejected-with: 784, 748>
// rejected-with: gated::body
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

// A layer of one's own, with a misprint.
struct gated : tl::layer<gated> {
  template <tl::expression X>
  static constexpr auto body(X x) {
    constexpr tl::parameter<tl::tags::weight, tl::shape<748, 128>> weight{};
    return tl::sigmoid(tl::matmul(x, weight));
  }
};
constexpr auto net = tl::dense<784> >> tl::relu >> gated{} >> tl::dense<10>;

int main() {
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  trainer.run_step();
}
