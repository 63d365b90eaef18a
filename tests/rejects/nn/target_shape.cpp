// SPDX-License-Identifier: BSL-1.0
// rejected-with: loss\(prediction, target\): the target must have the prediction.s shape \[E048\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/regression.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
inline constexpr tl::target<struct height, tl::shape<4>> height{};
constexpr auto y = tl::mse(pixels, height);
