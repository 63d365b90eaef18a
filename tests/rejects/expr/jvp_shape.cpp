// SPDX-License-Identifier: BSL-1.0
// rejected-with: v must have the shape of y \(vjp\) or of x \(jvp, hvp\) \[E075\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<5, 3>> x{};
inline constexpr tl::input<struct v, tl::shape<3>> v{};
constexpr auto slope = tl::jvp(tl::sin(x), x, v);
