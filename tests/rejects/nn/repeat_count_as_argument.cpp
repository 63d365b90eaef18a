// SPDX-License-Identifier: BSL-1.0
// rejected-with: f must be one layer or lambda, counts stand in angle brackets \[E114\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::sum(x >> tl::repeat(tl::dense<8>, 3));
