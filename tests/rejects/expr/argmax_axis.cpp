// SPDX-License-Identifier: BSL-1.0
// rejected-with: f\(x, axis<A>\): the axis must be in \[-rank, rank\) of x \[E017\]
// rejected-with: \b2, 2>
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<32, 784>> pixels{};
constexpr auto total = tl::argmax(pixels, tl::axis<2>);
