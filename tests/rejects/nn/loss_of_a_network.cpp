// SPDX-License-Identifier: BSL-1.0
// rejected-with: arguments must be expressions, as many as f takes: .* \[E102\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto loss = tl::mse(tl::dense<8>, x);
