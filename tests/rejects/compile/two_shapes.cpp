// SPDX-License-Identifier: BSL-1.0
// rejected-with: parameter<tag, shape>: one tag in one scope must have one shape everywhere: give the other a tag of its own \[E024\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<32, 784>> x{};
inline constexpr tl::parameter<struct w, tl::shape<784, 128>> first{};
inline constexpr tl::parameter<struct w, tl::shape<128, 10>> second{};
constexpr auto score = tl::matmul(tl::relu(tl::matmul(x, first)), second);
struct inference : tl::pipeline<tl::traced<false, decltype(score)>> {};

int main() {
  static tl::program<inference> p;
  p.run();
}
