// SPDX-License-Identifier: BSL-1.0
// rejected-with: broadcast_to<S>\(x\): every size of x must be 1 or equal to that of S \[E031\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct row, tl::shape<128>> row{};
constexpr auto rows = tl::broadcast_to<tl::shape<128, 10>>(row);
