// SPDX-License-Identifier: BSL-1.0
// rejected-with: convolve\(x, w\): the kernel, spread by its dilation, must not be larger than the padded x; channels stand last, .* \[E060\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct image, tl::shape<8, 28, 28, 3>> image{};
inline constexpr tl::parameter<struct w, tl::shape<5, 5, 3, 16>> w{};
constexpr auto y = tl::convolve<tl::dilation(8)>(image, w);
