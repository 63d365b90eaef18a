// SPDX-License-Identifier: BSL-1.0
// rejected-with: the next value of a carry must have the shape of the carry \[E072\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<5, 3>> x{};
constexpr auto zero = tl::constant<0.0>;
constexpr auto total =
    tl::last(tl::scan([](auto sum, auto row) { return sum + row; }, tl::from(zero), tl::over(x)));
