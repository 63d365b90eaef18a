// SPDX-License-Identifier: BSL-1.0
// rejected-with: concat<A>\(a, b\): all sizes but that of axis A must agree \[E014\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct left, tl::shape<32, 100>> left{};
inline constexpr tl::input<struct right, tl::shape<16, 100>> right{};
constexpr auto both = tl::concat<1>(left, right, left);
