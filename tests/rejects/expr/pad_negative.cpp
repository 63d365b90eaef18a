// SPDX-License-Identifier: BSL-1.0
// rejected-with: pad<A, before, after>\(x\): amounts must not be negative \[E018\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<32, 784>> pixels{};
constexpr auto cropped = tl::pad<1, -2, -2>(pixels);
