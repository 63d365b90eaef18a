// SPDX-License-Identifier: BSL-1.0
// rejected-with: how many times its share an expert takes, must be greater than 0 \[E094\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct words, tl::shape<8, 32, 64>> words{};
constexpr tl::routing none{.experts = 4, .capacity = 0.0};
constexpr auto y = words >> tl::mixture_of_experts<none>(tl::dense<64>);
using s = decltype(y)::shape_type;
