// SPDX-License-Identifier: BSL-1.0
// rejected-with: parameter<tag, shape>: one tag in one scope must have one shape everywhere: .* \[E024\]
// rejected-with: leaf_name<'w', 'e', 'i', 'g', 'h', 't'> ?, (tapeless::)?shape<784, 32> ?, (tapeless::)?shape<32, 32>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;
constexpr auto step = tl::shared(tl::dense<32>);
constexpr auto net = step >> tl::relu >> step >> tl::dense<10>;

int main() {
  tl::trainer trainer{net,           tl::softmax_cross_entropy, tl::adam{.learning_rate = 1e-3},
                      tl::batch<64>, tl::shape<784>{},          tl::seed{7}};
  trainer.run_step();
}
