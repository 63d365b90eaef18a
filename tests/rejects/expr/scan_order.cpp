// SPDX-License-Identifier: BSL-1.0
// rejected-with: scan\(f, from\(a, \.\.\.\), over\(x, \.\.\.\), .*arguments must stand in this order; .* \[E113\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct start, tl::shape<8>> h{};
inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::last(tl::scan([](auto a, auto b) { return tl::next(a + b); }, h, x));
