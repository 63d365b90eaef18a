// SPDX-License-Identifier: BSL-1.0
// rejected-with: an option must be one that f takes, .* dilation\(2\), not of averages; .* \[E100\]
// rejected-with: operand_of<.*dilation>
//
// Averages of windows have no dilation (as in PyTorch): what they count would be wrong at the ends.
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct x_tag, tl::shape<1, 8, 2>> x{};
constexpr auto y = tl::sum(x >> tl::avg_pool1d<2, tl::dilation(2)>);
