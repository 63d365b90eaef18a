// SPDX-License-Identifier: BSL-1.0
//
// The same without heap, streams or exceptions: a step in a static object.
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct x, tl::shape<8, 1>> x{};
inline constexpr tl::target<struct y, tl::shape<8, 1>> y{};
constexpr auto loss = tl::mse(x >> tl::dense<1>, y);
struct step
    : tl::pipeline<tl::updated<tl::traced<true, decltype(loss)>, tl::traced_rule<tl::sgd>>> {};

float learn() {
  static tl::program<step> learner{7};
  tl::configure(learner.view(), tl::sgd{.learning_rate = 0.1});
  for (std::size_t i = 0; i < 8; ++i) {
    learner[x][i] = static_cast<float>(i) / 8;
    learner[y][i] = 2 * learner[x][i] - 1;
  }
  for (int i = 0; i < 100; ++i) learner.run();
  return learner.result()[0];
}
