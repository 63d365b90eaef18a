// SPDX-License-Identifier: BSL-1.0
// rejected-with: x must have at least K axes, and K be at least 1 \[E042\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers/layer_norm.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
constexpr auto y = pixels >> tl::layer_norm<3>;
using s = decltype(y)::shape_type;
