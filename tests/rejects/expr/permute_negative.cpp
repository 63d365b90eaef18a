// SPDX-License-Identifier: BSL-1.0
// rejected-with: permute<A...>\(x\): the axes must name each axis of x once \[E015\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct image, tl::shape<32, 28, 28, 3>> image{};
constexpr auto channels_first = tl::permute<0, -1, 1, 2>(image);
