// SPDX-License-Identifier: BSL-1.0
// rejected-with: assign\(leaf, y\): the leaf must be a parameter or a state \[E115\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::assign(x, x);
