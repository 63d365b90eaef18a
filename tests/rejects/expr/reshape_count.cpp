// SPDX-License-Identifier: BSL-1.0
// rejected-with: reshape<S>\(x\): the new shape must have as many elements as x \[E013\]
// rejected-with: 25088, 25600
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<32, 784>> pixels{};
constexpr auto image = tl::reshape<tl::shape<32, 28, 28, 1>>(pixels);
constexpr auto wrong = tl::reshape<tl::shape<32, 800>>(pixels);
