// SPDX-License-Identifier: BSL-1.0
// rejected-with: must not be larger than the padded x; channels stand last, \[batch, rows, columns, channels\] \[E060\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct image, tl::shape<4, 3, 32, 32>> x{};
constexpr auto y = tl::sum(x >> tl::conv2d<8, 5>);
