// SPDX-License-Identifier: BSL-1.0
// rejected-with: f must take the expressions it is given: \[\]\(auto x\) \{ \.\.\. \} for one \[E107\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::sum(x >> [](auto a, auto b) { return a + b; });
