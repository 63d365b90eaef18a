// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: there must be one number for all spatial axes, or one for each of them \[E130\]
// rejected-with: argument::padding, 3, 2>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct image, tl::shape<4, 8, 8, 3>> x{};
constexpr auto y = tl::sum(x >> tl::max_pool2d<3, tl::padding(1, 1, 1)>);
