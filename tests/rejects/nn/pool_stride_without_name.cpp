// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<kernel, options\.\.\.>: an option must be one that f takes, and say what it is: .* \[E100\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct image, tl::shape<4, 8, 8, 3>> x{};
constexpr auto y = tl::sum(x >> tl::max_pool2d<2, 2>);
