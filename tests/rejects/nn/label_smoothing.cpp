// SPDX-License-Identifier: BSL-1.0
// rejected-with: the smoothing must be in \[0, 1\) \[E047\]
#include <cstdint>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
inline constexpr tl::target<struct digit, tl::shape<4>, std::int32_t> digit{};
constexpr auto y = tl::label_smoothed_cross_entropy<1.0>(pixels, digit);
