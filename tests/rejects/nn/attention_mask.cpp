// SPDX-License-Identifier: BSL-1.0
// rejected-with: the mask must broadcast to the scores, \[batch..., rows of q, rows of k\] \[E091\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct words, tl::shape<8, 32, 64>> words{};
inline constexpr tl::input<struct hidden, tl::shape<8, 32>> hidden{};
constexpr auto y = tl::self_attention<4>(words, tl::visible_where(hidden));
using s = decltype(y)::shape_type;
