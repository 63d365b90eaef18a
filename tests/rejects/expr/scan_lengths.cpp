// SPDX-License-Identifier: BSL-1.0
// rejected-with: all sequences must have the same first size \[E070\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<5, 3>> x{};
inline constexpr tl::input<struct y, tl::shape<4, 3>> y{};
constexpr auto products = tl::vmap([](auto a, auto b) { return a * b; })(x, y);
