// SPDX-License-Identifier: BSL-1.0
// rejected-with: f must take the expressions it is given: \[\]\(auto x\) \{ \.\.\. \} for one \[E107\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct start, tl::shape<8>> h{};
inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::last(tl::scan([](auto a) { return tl::next(a); }, tl::from(h), tl::over(x)));
