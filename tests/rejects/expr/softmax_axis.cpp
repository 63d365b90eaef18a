// SPDX-License-Identifier: BSL-1.0
// rejected-with: f\(x, axis<A>\): the axis must be in \[-rank, rank\) of x \[E017\]
// rejected-with: softmax_layer<3>
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct scores, tl::shape<32, 10>> scores{};
constexpr auto p = tl::softmax(scores, tl::axis<3>);
constexpr auto loss = tl::mean(p);
