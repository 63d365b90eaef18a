// SPDX-License-Identifier: BSL-1.0
// rejected-with: loss\(prediction, labels, weights\): there must be one weight per class \[E052\]
#include <cstdint>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct score, tl::shape<4, 3>> score{};
inline constexpr tl::target<struct label, tl::shape<4>, std::int32_t> label{};
constexpr auto y = tl::class_weighted<1.0, 2.0>(tl::softmax_cross_entropy)(score, label);
