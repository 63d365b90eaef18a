// SPDX-License-Identifier: BSL-1.0
// rejected-with: a layer over N spatial axes needs x with these and the channels behind them: \[batch, N sizes, channels\] \[E068\]
// rejected-with: 2, 2,
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct rows, tl::shape<4, 8>> rows{};
constexpr auto smaller = rows >> tl::max_pool2d<2>;
