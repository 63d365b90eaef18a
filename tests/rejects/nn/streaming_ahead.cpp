// SPDX-License-Identifier: BSL-1.0
// rejected-with: streaming\(f\): a layer must not look ahead: make its convolutions and windows causal \[E078\]
// rejected-with: layer_at<'1', '.', '0'>
// rejected-with: op_named<'c', 'o', 'n', 'v', 'o', 'l', 'v', 'e'>
// rejected-with: op_named<.*>, 1>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = tl::conv1d<8, 3, tl::causal> >>
                     tl::residual(tl::conv1d<8, 3, tl::same> >> tl::relu);
inline constexpr tl::input<struct sample, tl::shape<1>> sample{};
int main() { tl::compile(sample >> tl::streaming(net)).run(); }
