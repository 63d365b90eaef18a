// SPDX-License-Identifier: BSL-1.0
// rejected-with: streaming\(f\): a layer must not depend on the position of a frame in the sequence, as sinusoidal and learned_positions do \[E145\]
// rejected-with: layer_at<'1'>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = tl::dense<8> >> tl::sinusoidal<> >> tl::dense<1>;
inline constexpr tl::input<struct sample, tl::shape<1>> sample{};
int main() { tl::compile(sample >> tl::streaming(net)).run(); }
