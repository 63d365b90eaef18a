// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: a probability, a share or a momentum must be in \[0, 1\] \[E132\]
// rejected-with: argument::probability, (tapeless::real)?\{1\.5(e\+0|00000e\+00)?\}>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto y = tl::sum(tl::random_bernoulli<tl::shape<3>, 1.5>);
