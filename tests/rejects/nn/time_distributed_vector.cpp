// SPDX-License-Identifier: BSL-1.0
// rejected-with: x must have a batch axis and a time axis \[E084\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/flatten.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<10>> pixels{};
constexpr auto y = pixels >> tl::time_distributed(tl::flatten);
using s = decltype(y)::shape_type;
