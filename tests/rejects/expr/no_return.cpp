// SPDX-License-Identifier: BSL-1.0
// rejected-with: x >> f: f\(x\) must return an expression, or next\(...\) in scan \[E032\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
constexpr auto doubled = [](auto h) { tl::tanh(h + h); };
constexpr auto net = tl::dense<16> >> doubled >> tl::dense<10>;
inline constexpr tl::input<struct x, tl::shape<32, 784>> x{};
constexpr auto y = x >> net;
constexpr auto loss = tl::mean(y);
