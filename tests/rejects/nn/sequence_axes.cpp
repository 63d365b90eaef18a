// SPDX-License-Identifier: BSL-1.0
// rejected-with: x must be \[batch, time, features\] \[E077\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<5, 3>> x{};
constexpr auto h = x >> tl::lstm<8>;
