// SPDX-License-Identifier: BSL-1.0
// rejected-with: streaming\(f\): an op must have a rule for running frame by frame \[E148\]
// rejected-with: layer_at<'1'>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

struct keep : tl::layer<keep> {
  template <tl::expression X>
  static constexpr auto body(X x) {
    return tl::assign(tl::state<struct kept, typename X::shape_type>{}, x);
  }
};
constexpr auto net = tl::dense<8> >> keep{};
inline constexpr tl::input<struct sample, tl::shape<1>> sample{};
int main() { tl::compile(sample >> tl::streaming(net)).run(); }
