// SPDX-License-Identifier: BSL-1.0
// rejected-with: G must divide the channels, the last size of x \[E082\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers/batch_norm.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
constexpr auto y = pixels >> tl::group_norm<3>;
using s = decltype(y)::shape_type;
