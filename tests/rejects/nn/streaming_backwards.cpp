// SPDX-License-Identifier: BSL-1.0
// rejected-with: streaming\(f\): every layer must make a frame of this frame and earlier ones, one by one: pad convolutions and windows with causal, .* \[E078\]
// rejected-with: layer_at<'1'>.*op_named<'r', 'e', 'v', 'e', 'r', 's', 'e'>.*streaming_obstacle::takes_all_frames
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
constexpr auto net = tl::dense<8> >> tl::bidirectional(tl::gru<4>) >> tl::dense<1>;
inline constexpr tl::input<struct sample, tl::shape<1>> sample{};
struct step : tl::pipeline<tl::traced<false, decltype(sample >> tl::streaming(net))>>{};

int main() {
  static tl::program<step> p;
  p.run();
}
