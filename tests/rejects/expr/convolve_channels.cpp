// SPDX-License-Identifier: BSL-1.0
// rejected-with: convolve\(x, w\): w must have as many channels as a group of x \[E063\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct image, tl::shape<8, 28, 28, 4>> image{};
inline constexpr tl::parameter<struct w, tl::shape<3, 3, 3, 16>> w{};
constexpr auto y = tl::convolve(image, w);
