// SPDX-License-Identifier: BSL-1.0
// rejected-with: rule\(x, dy\) must have the shape of x \[E037\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<5, 3>> x{};
constexpr auto f = [](auto a) { return tl::sum(a, tl::axis<1>); };
constexpr auto y = x >> tl::custom_gradient(f, [](auto, auto dy) { return dy; });
