// SPDX-License-Identifier: BSL-1.0
// rejected-with: x op 2.0: a number in an expression must be part of its type: write constant<2.0> \[E028\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<32, 784>> x{};
constexpr auto y = tl::maximum(x, 0.0);
