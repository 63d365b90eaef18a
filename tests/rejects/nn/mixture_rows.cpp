// SPDX-License-Identifier: BSL-1.0
// rejected-with: x >> mixture_of_experts<R>\(f\): f must give a row for each row, \[n, out\] for \[n, in\] \[E137\]
// rejected-with: shape<20, 64>, 20, 40>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct words, tl::shape<8, 32, 64>> words{};
constexpr auto expert = [](auto rows) { return tl::slice<0, 0, 20>(rows); };
constexpr auto y = words >> tl::mixture_of_experts<>(expert);
using s = decltype(y)::shape_type;
