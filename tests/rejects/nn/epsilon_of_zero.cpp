// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: an epsilon must be above 0 and below 1; the number of features is that of x, and is not given \[E131\]
// rejected-with: argument::epsilon, (tapeless::real)?\{0\.0(00000e\+00)?\}>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::sum(x >> tl::layer_norm<1, 0.0>);
