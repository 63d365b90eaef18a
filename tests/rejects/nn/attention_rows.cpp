// SPDX-License-Identifier: BSL-1.0
// rejected-with: q, k and v must have at least two axes: rows and features \[E088\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct words, tl::shape<64>> words{};
constexpr auto y = tl::scaled_dot_product_attention(words, words, words);
using s = decltype(y)::shape_type;
