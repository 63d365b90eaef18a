// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: sizes, steps and counts must be at least 1, .* \[E106\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto y = tl::sum(tl::random_bernoulli<tl::shape<3>, 1.5>);
