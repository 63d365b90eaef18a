// SPDX-License-Identifier: BSL-1.0
// rejected-with: convolve\(x, w\): strides and dilations must be in \[1, 1023\], paddings must not be negative, and `same` goes with stride 1; one number for all axes or one for each \[E064\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct image, tl::shape<8, 28, 28, 3>> image{};
inline constexpr tl::parameter<struct w, tl::shape<3, 3, 3, 16>> w{};
constexpr auto y = tl::convolve<tl::stride(2), tl::same>(image, w);
