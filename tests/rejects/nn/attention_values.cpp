// SPDX-License-Identifier: BSL-1.0
// rejected-with: k and v must have as many rows, their last size but one \[E090\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct words, tl::shape<8, 32, 64>> words{};
inline constexpr tl::input<struct image, tl::shape<8, 49, 64>> image{};
constexpr auto y = tl::scaled_dot_product_attention(words, image, words);
using s = decltype(y)::shape_type;
