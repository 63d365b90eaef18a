// SPDX-License-Identifier: BSL-1.0
// rejected-with: matmul\(A, B\): A and B must have at least one axis \[E011\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<32, 784>> pixels{};
inline constexpr tl::parameter<struct gain, tl::shape<>> gain{};
constexpr auto scaled = tl::matmul(pixels, gain);
constexpr auto loss = tl::mean(scaled);
