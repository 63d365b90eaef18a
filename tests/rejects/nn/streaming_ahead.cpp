// SPDX-License-Identifier: BSL-1.0
// rejected-with: streaming\(f\): every layer must make a frame of this frame and earlier ones, one by one: pad convolutions and windows with causal, .* \[E078\]
// rejected-with: layer_at<'1', '.', '0'>
// rejected-with: op_named<'c', 'o', 'n', 'v', 'o', 'l', 'v', 'e'>
// rejected-with: streaming_obstacle::looks_ahead, 1,
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
constexpr auto net = tl::conv1d<8, 3, tl::causal> >>
                     tl::residual(tl::conv1d<8, 3, tl::same> >> tl::relu);
inline constexpr tl::input<struct sample, tl::shape<1>> sample{};
struct step : tl::pipeline<tl::traced<false, decltype(sample >> tl::streaming(net))>>{};

int main() {
  static tl::program<step> p;
  p.run();
}
