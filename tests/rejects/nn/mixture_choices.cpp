// SPDX-License-Identifier: BSL-1.0
// rejected-with: K must be at least 1 and at most E \[E093\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct words, tl::shape<8, 32, 64>> words{};
constexpr tl::routing few{.experts = 2, .choices = 4};
constexpr auto y = words >> tl::mixture_of_experts<few>(tl::dense<64>);
using s = decltype(y)::shape_type;
