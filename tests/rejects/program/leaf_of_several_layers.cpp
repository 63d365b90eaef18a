// SPDX-License-Identifier: BSL-1.0
// rejected-with: program\[leaf\]: there must be one such leaf: layers or loops have several.* \[E101\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct rows, tl::shape<4, 2>> rows{};
inline constexpr tl::parameter<struct gains, tl::shape<2>> gains{};
constexpr auto scaled = tl::vmap([](auto row) { return row * gains; });
struct twice : tl::pipeline<tl::traced<false, decltype(scaled(scaled(rows)))>> {};

int main() {
  static tl::program<twice> p;
  p[rows][0] = 1;
  p[gains][0] = 1;
  p.run();
}
