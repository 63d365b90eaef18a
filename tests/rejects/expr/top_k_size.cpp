// SPDX-License-Identifier: BSL-1.0
// rejected-with: top_k<K>\(x, axis<A>\): K must be at least 1 and at most the size of the axis \[E006\]
// rejected-with: 11, 10
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct signal, tl::shape<4, 10>> signal{};
constexpr auto best = tl::top_k<11>(signal, tl::axis<1>);
