// SPDX-License-Identifier: BSL-1.0
// rejected-with: x must have a first axis, the batch \[E043\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers/flatten.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct one, tl::shape<>> one{};
constexpr auto y = one >> tl::flatten;
using s = decltype(y)::shape_type;
