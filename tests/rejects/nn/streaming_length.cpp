// SPDX-License-Identifier: BSL-1.0
// rejected-with: streaming\(f\): a layer must not depend on the length of the sequence, as cumsum, cumprod and means over time do \[E146\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = tl::dense<8> >> [](auto x) { return tl::cumprod(x, tl::axis<1>); };
inline constexpr tl::input<struct sample, tl::shape<1>> sample{};
int main() { tl::compile(sample >> tl::streaming(net)).run(); }
