// SPDX-License-Identifier: BSL-1.0
// rejected-with: axes, sizes and shapes must be template arguments: .* \[E116\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::normalize(x, 1);
