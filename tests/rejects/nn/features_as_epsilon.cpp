// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: sizes, steps and counts must be at least 1, .* \[E106\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::sum(x >> tl::batch_norm<8>);
