// SPDX-License-Identifier: BSL-1.0
// rejected-with: x must have at least one axis \[E097\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct word, tl::shape<>> word{};
constexpr auto y = word >> tl::mixture_of_experts<>(tl::dense<64>);
using s = decltype(y)::shape_type;
