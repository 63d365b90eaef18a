// SPDX-License-Identifier: BSL-1.0
// rejected-with: program\[leaf\]: the leaf must occur in the compiled expressions; other values are results \[E030\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<4, 2>> x{};
inline constexpr tl::input<struct t, tl::shape<4, 1>> t{};
constexpr auto score = x >> tl::dense<1>;
struct inference : tl::pipeline<tl::traced<false, decltype(score)>> {};

int main() {
  static tl::program<inference> p;
  p[x][0] = 1;
  p[t][0] = 1;
  p.run();
}
