// SPDX-License-Identifier: BSL-1.0
// rejected-with: labels must have as many rows as the prediction \[E027\]
#include <cstdint>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
inline constexpr tl::target<struct digit, tl::shape<5>, std::int32_t> digit{};
constexpr auto y = tl::softmax_cross_entropy(pixels, digit);
