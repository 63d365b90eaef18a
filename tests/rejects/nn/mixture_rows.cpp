// SPDX-License-Identifier: BSL-1.0
// rejected-with: f must make rows of rows, \[n, in\] to \[n, out\] \[E098\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/layers.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct words, tl::shape<8, 32, 64>> words{};
constexpr auto expert = [](auto rows) { return tl::sum(rows, tl::axis<0>); };
constexpr auto y = words >> tl::mixture_of_experts<>(expert);
using s = decltype(y)::shape_type;
