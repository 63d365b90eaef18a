// SPDX-License-Identifier: BSL-1.0
// rejected-with: convolve\(x, w\): x must be \[batch, 1 to 3 sizes, channels\], w \[as many sizes, channels, outputs\] \[E062\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct image, tl::shape<8, 28, 28>> image{};
inline constexpr tl::parameter<struct w, tl::shape<3, 3, 1, 16>> w{};
constexpr auto y = tl::convolve(image, w);
