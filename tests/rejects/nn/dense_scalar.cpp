// SPDX-License-Identifier: BSL-1.0
// rejected-with: x >> dense<N>: x must have at least one axis \[E040\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers/dense.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct one, tl::shape<>> one{};
constexpr auto y = one >> tl::dense<3>;
using s = decltype(y)::shape_type;
