// SPDX-License-Identifier: BSL-1.0
// rejected-with: x must have a batch axis and, last, channels \[E081\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers/batch_norm.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<10>> pixels{};
constexpr auto y = pixels >> tl::batch_norm<>;
using s = decltype(y)::shape_type;
