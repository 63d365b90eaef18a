// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: a temperature, a power, a base or a term in a denominator must be above 0 \[E133\]
// rejected-with: argument::temperature, (tapeless::real)?\{0\.0(00000e\+00)?\}>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::sum(x >> tl::gumbel_softmax<0.0>);
