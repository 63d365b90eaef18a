// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: a size, a step or a count must be at least 1 \[E106\]
// rejected-with: argument::count, 0>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::tile<1, 0>(x);
