// SPDX-License-Identifier: BSL-1.0
// rejected-with: huber<Delta>: delta must be positive \[E045\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/regression.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
constexpr auto y = tl::huber<0.0>(pixels, pixels);
