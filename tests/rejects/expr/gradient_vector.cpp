// SPDX-License-Identifier: BSL-1.0
// rejected-with: gradient\(y, x\): y must be a scalar: take sum\(y\) or mean\(y\) first \[E022\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct x, tl::shape<32, 784>> x{};
inline constexpr tl::parameter<struct w, tl::shape<784, 10>> w{};
constexpr auto score = tl::matmul(x, w);
constexpr auto slope = tl::gradient(score, w);
