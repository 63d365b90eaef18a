// SPDX-License-Identifier: BSL-1.0
// rejected-with: when_training\(a, b\): a and b must have one shape \[E029\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<32, 784>> x{};
constexpr auto y = tl::when_training(tl::mean(x, tl::axis<0>), x);
constexpr auto z = y + x;
