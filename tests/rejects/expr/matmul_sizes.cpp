// SPDX-License-Identifier: BSL-1.0
// rejected-with: matmul\(A, B\): columns of A must equal rows of B \[E012\]
// rejected-with: left_operand<.*input<pixels, .*right_operand<.*parameter<w1, .*784, 748>
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<32, 784>> pixels{};
inline constexpr tl::parameter<struct w1, tl::shape<748, 128>> w1{};
inline constexpr tl::parameter<struct b1, tl::shape<128>> b1{};
constexpr auto hidden = tl::tanh(tl::matmul(pixels, w1) + b1);
