// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<kernel, options\.\.\.>: an option must be one that f takes, .* \[E100\]
// rejected-with: operand_of<.*divisor_override>
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct image, tl::shape<1, 8, 8, 2>> x{};
constexpr auto y = tl::sum(x >> tl::max_pool2d<2, tl::divisor_override(2)>);
