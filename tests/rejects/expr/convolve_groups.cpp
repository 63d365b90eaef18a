// SPDX-License-Identifier: BSL-1.0
// rejected-with: convolve\(x, w\): groups must divide the channels of x, its last size, and those of the result \[E061\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct image, tl::shape<8, 28, 28, 6>> image{};
inline constexpr tl::parameter<struct w, tl::shape<3, 3, 3, 15>> w{};
constexpr auto y = tl::convolve<tl::groups(2)>(image, w);
