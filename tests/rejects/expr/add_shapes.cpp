// SPDX-License-Identifier: BSL-1.0
// rejected-with: op\(a, b\): shapes of a and b must broadcast: .* \[E010\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<32, 784>> pixels{};
inline constexpr tl::parameter<struct offset, tl::shape<128>> offset{};
constexpr auto moved = tl::tanh(pixels + offset);
constexpr auto loss = tl::mean(tl::square(moved));
