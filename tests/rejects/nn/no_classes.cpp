// SPDX-License-Identifier: BSL-1.0
// rejected-with: the prediction must have an axis of classes \[E046\]
#include <cstdint>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct one, tl::shape<>> one{};
inline constexpr tl::target<struct digit, tl::shape<>, std::int32_t> digit{};
constexpr auto y = tl::softmax_cross_entropy(one, digit);
