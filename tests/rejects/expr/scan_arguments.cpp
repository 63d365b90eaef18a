// SPDX-License-Identifier: BSL-1.0
// rejected-with: f may have at most 8 arguments \[E074\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<5, 3>> x{};
constexpr auto sums = tl::vmap([](auto... a) { return (a + ...); })(x, x, x, x, x, x, x, x, x);
