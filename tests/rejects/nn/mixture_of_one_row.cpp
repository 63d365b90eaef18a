// SPDX-License-Identifier: BSL-1.0
// rejected-with: x >> mixture_of_experts<R>\(f\): f must give rows, \[n, out\] for \[n, in\]: a value with two axes \[E098\]
// rejected-with: tapeless::shape<40, 64>, tapeless::shape<64>, 1>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct words, tl::shape<8, 32, 64>> words{};
constexpr auto expert = [](auto rows) { return tl::sum(rows, tl::axis<0>); };
constexpr auto y = words >> tl::mixture_of_experts<>(expert);
using s = decltype(y)::shape_type;
