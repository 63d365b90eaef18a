// SPDX-License-Identifier: BSL-1.0
// rejected-with: indices must be integers: .* \[E020\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
inline constexpr tl::target<struct digit, tl::shape<4>> digit{};
constexpr auto y = tl::softmax_cross_entropy(pixels, digit);
