// SPDX-License-Identifier: BSL-1.0
// rejected-with: q and k must have as many features, their last size \[E089\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct words, tl::shape<8, 32, 64>> words{};
inline constexpr tl::input<struct image, tl::shape<8, 49, 16>> image{};
constexpr auto y = tl::scaled_dot_product_attention(words, image, image);
using s = decltype(y)::shape_type;
