// SPDX-License-Identifier: BSL-1.0
// rejected-with: sizes, steps and counts must be at least 1.*\[E106\]
//
// Averages of windows have no dilation (as in PyTorch): what they count would be wrong at the ends.
#include <tapeless/core.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct x_tag, tl::shape<1, 8, 2>> x{};
constexpr auto y = tl::sum(x >> tl::avg_pool1d<2, tl::dilation(2)>);
