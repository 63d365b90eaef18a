// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<numbers\.\.\.>: a probability, a share or a momentum must be in \[0, 1\] \[E132\]
// rejected-with: argument::momentum, (tapeless::real)?\{2\.0(e\+0|00000e\+00)?\}>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = tl::sum(x >> tl::batch_norm<1e-5, 2.0>);
