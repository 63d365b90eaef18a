// SPDX-License-Identifier: BSL-1.0
// rejected-with: model\.instance<P>\(\): P must be one of the programs that the model was made for: programs<P, \.\.\.> \[E143\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct x, tl::shape<2, 4>> x{};
struct one : tl::pipeline<tl::traced<false, decltype(x >> tl::dense<1>)>> {};
struct other : tl::pipeline<tl::traced<false, decltype(x >> tl::dense<1> >> tl::tanh)>> {};
int main() {
  tl::model<tl::programs<one>> model;
  model.instance<other>().run();
}
