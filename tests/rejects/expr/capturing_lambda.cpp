// SPDX-License-Identifier: BSL-1.0
// rejected-with: x >> f: f must be stateless \(a layer, or a lambda without captures\), as it is only a type \[E025\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<32, 784>> x{};
int main() {
  const auto skip = tl::dense<784>;
  const auto y = x >> [skip](auto h) { return h + (h >> skip); } >> tl::relu;
  return decltype(y)::shape_type::rank;
}
