// SPDX-License-Identifier: BSL-1.0
// rejected-with: gradients\(y\): it must be a result of its own, .* \[E117\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct rows, tl::shape<4, 8>> rows{};
constexpr auto slopes =
    tl::vmap([](auto row) { return tl::gradients(tl::sum(row >> tl::tanh)); })(rows);
struct step : tl::pipeline<tl::traced<true, decltype(slopes)>> {};

int main() {
  static tl::program<step> p;
  p.run();
}
