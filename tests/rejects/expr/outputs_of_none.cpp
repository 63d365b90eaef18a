// SPDX-License-Identifier: BSL-1.0
// rejected-with: last<I>\(run\), outputs<I>\(run\): I must be less than the number of carries, .* \[E112\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct start, tl::shape<8>> h{};
inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto run =
    tl::scan([](auto a, auto b) { return tl::next(a + b); }, tl::from(h), tl::over(x));
constexpr auto y = tl::outputs(run);
