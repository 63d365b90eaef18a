// SPDX-License-Identifier: BSL-1.0
// rejected-with: loss\(a, b, c\): the shapes of a, b and c must be those that the loss names \[E054\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct anchor, tl::shape<4, 3>> anchor{};
inline constexpr tl::input<struct near, tl::shape<4, 3>> near{};
inline constexpr tl::input<struct far, tl::shape<4, 2>> far{};
constexpr auto y = tl::triplet_margin<>(anchor, near, far);
