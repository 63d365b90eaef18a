// SPDX-License-Identifier: BSL-1.0
// rejected-with: programs<P, \.\.\.>: a parameter or state that several programs have must have one shape and element type .* \[E140\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto head = tl::dense<3>;
inline constexpr tl::input<struct narrow, tl::shape<2, 4>> narrow{};
inline constexpr tl::input<struct wide, tl::shape<2, 5>> wide{};
struct first : tl::pipeline<tl::traced<false, decltype(narrow >> head)>> {};
struct second : tl::pipeline<tl::traced<false, decltype(wide >> head)>> {};
int main() {
  tl::model<tl::programs<first, second>> model;
  return model.instance<first>().result()[0] > 0;
}
