// SPDX-License-Identifier: BSL-1.0
// rejected-with: f\(x\) must return an expression, or next\(\.\.\.\) in scan \[E032\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct start, tl::shape<8>> h{};
inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::last(tl::scan([](auto, auto) { return 1.0; }, tl::from(h), tl::over(x)));
