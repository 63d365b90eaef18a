// SPDX-License-Identifier: BSL-1.0
// rejected-with: convolve_transposed\(x, w\): output_padding must be smaller than stride or dilation, the result not empty, and padding be numbers \[E065\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct image, tl::shape<8, 14, 14, 3>> image{};
constexpr auto y = image >> tl::conv_transpose2d<16, 3, tl::output_padding(1)>;
using s = decltype(y)::shape_type;
