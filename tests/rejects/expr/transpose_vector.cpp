// SPDX-License-Identifier: BSL-1.0
// rejected-with: f\(x, axis<A>\): the axis must be in \[-rank, rank\) of x \[E017\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct v, tl::shape<10>> v{};
constexpr auto t = tl::transpose(v);
