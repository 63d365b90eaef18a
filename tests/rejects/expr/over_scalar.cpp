// SPDX-License-Identifier: BSL-1.0
// rejected-with: x must have an axis to go along \[E073\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<5, 3>> x{};
constexpr auto squares = tl::vmap([](auto a) { return a * a; })(tl::sum(x));
