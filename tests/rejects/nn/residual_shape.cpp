// SPDX-License-Identifier: BSL-1.0
// rejected-with: residual\(f\): f\(x\) must have the shape of x \[E044\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/dense.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
constexpr auto y = pixels >> tl::residual(tl::dense<3>);
using s = decltype(y)::shape_type;
