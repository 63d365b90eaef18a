// SPDX-License-Identifier: BSL-1.0
// rejected-with: gradient\(y, x\): y must be made of x: x does not occur in y \[E023\]
// rejected-with: leaf_name<'w', '2'>
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<32, 784>> x{};
inline constexpr tl::parameter<struct w1, tl::shape<784, 10>> w1{};
inline constexpr tl::parameter<struct w2, tl::shape<10, 10>> w2{};
constexpr auto loss = tl::mean(tl::square(tl::matmul(x, w1)));
constexpr auto slope = tl::gradient(loss, w2);
struct descent : tl::pipeline<tl::traced<true, decltype(loss), decltype(slope)>> {};

int main() {
  static tl::program<descent> p;
  p.run();
}
