// SPDX-License-Identifier: BSL-1.0
// rejected-with: streaming\(f\): a layer must not need all frames at once, as last_step, bidirectional, global pooling, flatten and attention without a causal mask do: apply it outside of streaming \[E139\]
// rejected-with: layer_at<'1'>.*op_named<'r', 'e', 'v', 'e', 'r', 's', 'e'>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = tl::dense<8> >> tl::bidirectional(tl::gru<4>) >> tl::dense<1>;
inline constexpr tl::input<struct sample, tl::shape<1>> sample{};
int main() { tl::compile(sample >> tl::streaming(net)).run(); }
