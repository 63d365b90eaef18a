// SPDX-License-Identifier: BSL-1.0
// rejected-with: assign\(leaf, y\): y must have, or broadcast to, the leaf's shape \[E019\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<32, 784>> pixels{};
inline constexpr tl::state<struct running_mean, tl::shape<784>> running_mean{};
constexpr auto kept = tl::assign(running_mean, tl::mean(pixels, tl::axis<1>));
