// SPDX-License-Identifier: BSL-1.0
// rejected-with: gradient\(y, x\): x must have a floating-point type: .* \[E111\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct pixels, tl::shape<4>, std::uint8_t> x{};
constexpr auto y = tl::gradient(tl::sum(x), x);
