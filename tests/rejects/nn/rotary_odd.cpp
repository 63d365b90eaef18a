// SPDX-License-Identifier: BSL-1.0
// rejected-with: x must have time and, last, features, an even number of them for rotary \[E086\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers/positions.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct words, tl::shape<4, 10, 7>> words{};
constexpr auto y = words >> tl::rotary<>;
using s = decltype(y)::shape_type;
