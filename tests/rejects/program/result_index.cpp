// SPDX-License-Identifier: BSL-1.0
// rejected-with: program\.result<I>\(\): I must be less than the number of compiled expressions, .* \[E104\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
int main() {
  auto f = tl::compile(tl::sum(x));
  f.run();
  return f.result<1>()[0] > 0;
}
