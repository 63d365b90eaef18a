// SPDX-License-Identifier: BSL-1.0
// rejected-with: programs<P, \.\.\.>: one program has several networks of this type and another has fewer: .* \[E141\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto actor = tl::dense<4> >> tl::tanh;
constexpr auto critic = tl::dense<4> >> tl::tanh;
inline constexpr tl::input<struct x, tl::shape<2, 4>> x{};
constexpr auto valued = (x >> actor) * ((x + x) >> critic);
struct learner : tl::pipeline<tl::traced<false, decltype(valued)>> {};
struct player : tl::pipeline<tl::traced<false, decltype(x >> actor)>> {};
int main() {
  tl::model<tl::programs<learner, player>> model;
  return model.instance<player>().result()[0] > 0;
}
