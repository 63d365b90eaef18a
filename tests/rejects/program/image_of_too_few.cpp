// SPDX-License-Identifier: BSL-1.0
// rejected-with: image_of<programs<P>>\(parameters, states\): there must be as many numbers as the parameters have elements .* \[E144\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct x, tl::shape<2, 4>> x{};
struct predict : tl::pipeline<tl::traced<false, decltype(x >> tl::dense<1>)>> {};
constexpr float trained[]{1, 2, 3, 4};  // the bias is missing
static constexpr auto weights = tl::image_of<tl::programs<predict>>(trained);
int main() { return weights.parameters[0] > 0; }
