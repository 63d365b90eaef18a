// SPDX-License-Identifier: BSL-1.0
// rejected-with: slice<A, start, stop, step>\(x\): 0 <= start < stop <= size and step >= 1 must hold \[E016\]
// rejected-with: 1, 700, 800, 1, 784
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<32, 784>> pixels{};
constexpr auto part = tl::slice<1, 700, 800>(pixels);
