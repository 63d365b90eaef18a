// SPDX-License-Identifier: BSL-1.0
// rejected-with: program<P>: a program must be planned for registers like those it is compiled for; print the plan for another machine with explain \[E152\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::ir::target vector_machine{.name = "vector machine", .register_bytes = 2048};
inline constexpr tl::input<struct x, tl::shape<2, 4>> x{};
constexpr auto y = x >> tl::dense<4> >> tl::tanh >> tl::dense<2> >> tl::softmax;
struct inference : tl::pipeline<tl::traced<false, decltype(y)>, vector_machine> {};

int main() {
  static tl::program<inference> p;
  p.run();
}
