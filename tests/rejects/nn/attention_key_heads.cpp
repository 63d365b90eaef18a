// SPDX-License-Identifier: BSL-1.0
// rejected-with: K must divide Heads \[E092\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct words, tl::shape<8, 32, 64>> words{};
constexpr auto y = words >> tl::multi_head_attention<4, tl::heads_of{.key_heads = 3}>;
using s = decltype(y)::shape_type;
