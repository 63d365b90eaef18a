// SPDX-License-Identifier: BSL-1.0
// rejected-with: f\(x, axes<A\.\.\.>\): no axis may be named twice \[E109\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::sum(x, tl::axes<1, -1>);
