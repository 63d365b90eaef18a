// SPDX-License-Identifier: BSL-1.0
// rejected-with: the axes of y and x together must be at most 6 \[E076\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<5, 3>> x{};
inline constexpr tl::input<struct w, tl::shape<2, 2, 2, 2>> w{};
constexpr auto slopes = tl::jacobian(tl::sin(w), w);
