// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: a deviation, a threshold, a smoothing or an exponent must not be negative \[E134\]
// rejected-with: argument::lambda, (tapeless::real)?\{-1\.0(e\+0|00000e\+00)?\}>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::sum(x >> tl::hard_shrink<-1.0>);
