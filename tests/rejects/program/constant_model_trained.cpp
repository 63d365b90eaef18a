// SPDX-License-Identifier: BSL-1.0
// rejected-with: instance<P>: P assigns to parameters or states, so its model must not be const: .* \[E142\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct x, tl::shape<2, 4>> x{};
constexpr auto loss = tl::mean(tl::square(x >> tl::dense<1>));
struct step
    : tl::pipeline<tl::updated<tl::traced<true, decltype(loss)>, tl::traced_rule<tl::sgd>>> {};
int main() {
  const tl::model<tl::programs<step>> model;
  auto learner = model.instance<step>();
  learner.run();
}
