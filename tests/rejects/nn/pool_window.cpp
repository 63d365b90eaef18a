// SPDX-License-Identifier: BSL-1.0
// rejected-with: the kernel, with its dilation, must fit into the padded axis; kernel, stride and dilation be at least 1 \[E066\]
// rejected-with: 7, 7, 0, 0, 1, 6
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct images, tl::shape<4, 8, 6, 3>> images{};
constexpr auto smaller = images >> tl::max_pool2d<7>;
