// SPDX-License-Identifier: BSL-1.0
// rejected-with: elements must be float, double or std::int32_t \[E110\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct labels, tl::shape<4>, long> x{};
constexpr auto y = tl::sum(x);
static_assert(decltype(y)::type != tl::element::float64);
