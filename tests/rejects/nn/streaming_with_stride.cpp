// SPDX-License-Identifier: BSL-1.0
// rejected-with: streaming\(f\): a layer must return one frame for each frame it gets: its stride along time must be 1 \[E138\]
// rejected-with: layer_at<'0'>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = tl::conv1d<8, 2, tl::stride(2)> >> tl::relu;
inline constexpr tl::input<struct sample, tl::shape<1>> sample{};
int main() { tl::compile(sample >> tl::streaming(net)).run(); }
