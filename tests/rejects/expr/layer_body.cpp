// SPDX-License-Identifier: BSL-1.0
// rejected-with: layer<Self>, activation<Self>, loss<Self>: Self must have a public static body that takes what Self is applied to \[E033\]
// rejected-with: layer_requires_a_body<doubled, false>
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
struct doubled : tl::layer<doubled> {
  template <tl::expression X>
  constexpr auto body(X x) const {  // not static
    return x + x;
  }
};
inline constexpr tl::input<struct x, tl::shape<8, 3>> x{};
constexpr auto y = x >> doubled{};
