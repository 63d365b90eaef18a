// SPDX-License-Identifier: BSL-1.0
// rejected-with: the padding must be at least 0 and at most half of the kernel \[E067\]
// rejected-with: 3, 2, 2
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct images, tl::shape<4, 8, 6, 3>> images{};
constexpr auto smaller = images >> tl::max_pool2d<3, tl::stride(2), tl::padding(2)>;
