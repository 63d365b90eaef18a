// SPDX-License-Identifier: BSL-1.0
// rejected-with: x >> f: f must be stateless \(a layer, or a lambda without captures\), as it is only a type \[E025\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<32, 784>> x{};
int main() {
  const double slope = 0.1;
  const auto net =
      tl::residual([slope](auto h) { return h * static_cast<int>(slope); }) >> tl::dense<10>;
  const auto y = x >> net;
  return decltype(y)::shape_type::rank;
}
