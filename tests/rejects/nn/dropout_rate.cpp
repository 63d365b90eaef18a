// SPDX-License-Identifier: BSL-1.0
// rejected-with: dropout<Rate>: the rate must be in \[0, 1\) \[E041\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers/dropout.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
constexpr auto y = pixels >> tl::dropout<1.5>;
using s = decltype(y)::shape_type;
