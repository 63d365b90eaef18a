// SPDX-License-Identifier: BSL-1.0
// rejected-with: split<A, sizes...>\(x\): the sizes must be at least 1 and add up to that of the axis \[E005\]
// rejected-with: 10, 8, 4, 4
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct signal, tl::shape<4, 10>> signal{};
constexpr auto parts = tl::split<1, 4, 4>(signal);
