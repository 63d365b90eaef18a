// SPDX-License-Identifier: BSL-1.0
// rejected-with: the term must be a scalar: take sum\(term\) or mean\(term\) first \[E085\]
#include <tapeless/expr/effects.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
constexpr auto y = tl::add_loss(pixels, tl::square(pixels));
