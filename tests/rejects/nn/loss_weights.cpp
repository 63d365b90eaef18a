// SPDX-License-Identifier: BSL-1.0
// rejected-with: loss\(prediction, target, weights\): the weights must broadcast to the prediction.s shape \[E051\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/binary.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct score, tl::shape<4, 3>> score{};
inline constexpr tl::target<struct truth, tl::shape<4, 3>> truth{};
inline constexpr tl::input<struct weights, tl::shape<2>> weights{};
constexpr auto y = tl::binary_cross_entropy_with_logits(score, truth, weights);
