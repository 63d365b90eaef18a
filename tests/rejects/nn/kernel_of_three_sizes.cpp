// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: there must be one number for all spatial axes, or one for each of them \[E130\]
// rejected-with: argument::kernel, 3, 2>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct image, tl::shape<4, 8, 8, 3>> x{};
constexpr auto y = tl::sum(x >> tl::conv2d<8, tl::window(3, 3, 3)>);
