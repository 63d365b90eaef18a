// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: a size, a step or a count must be at least 1 \[E106\]
// rejected-with: argument::stride, 0>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct image, tl::shape<4, 8, 8, 3>> x{};
constexpr auto y = tl::sum(x >> tl::max_pool2d<2, tl::stride(0)>);
