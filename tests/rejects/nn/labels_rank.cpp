// SPDX-License-Identifier: BSL-1.0
// rejected-with: labels must have the prediction.s axes but the last \[E021\]
#include <cstdint>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
inline constexpr tl::target<struct digit, tl::shape<4, 10>, std::int32_t> digit{};
constexpr auto y = tl::softmax_cross_entropy(pixels, digit);
