// SPDX-License-Identifier: BSL-1.0
// rejected-with: program\[leaf\]: the leaf must occur in the compiled expressions; other values are results \[E030\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
int main() {
  auto f = tl::compile(tl::sum(x));
  f.run();
  return f[tl::sum(x)][0] > 0;
}
