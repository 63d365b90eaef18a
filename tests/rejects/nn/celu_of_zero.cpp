// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: a number that f divides by must not be 0 \[E136\]
// rejected-with: argument::alpha, (tapeless::real)?\{0\.0(00000e\+00)?\}>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::sum(tl::celu<0.0>(x));
