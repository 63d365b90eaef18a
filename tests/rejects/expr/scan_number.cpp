// SPDX-License-Identifier: BSL-1.0
// rejected-with: f must return next\(.*\) with one value for each of from\(.*\) \[E071\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<5, 3>> x{};
constexpr auto zero = tl::sum(x, tl::axis<0>);
constexpr auto total = tl::last(tl::scan(
    [](auto sum, auto row) { return tl::next(sum + row, row); }, tl::from(zero), tl::over(x)));
