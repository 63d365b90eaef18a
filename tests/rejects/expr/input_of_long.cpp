// SPDX-License-Identifier: BSL-1.0
// rejected-with: elements must be float, double, bfloat16, float16, std::int32_t, std::int8_t or std::uint8_t \[E110\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct labels, tl::shape<4>, long> x{};
constexpr auto y = tl::sum(x);
static_assert(decltype(y)::type != tl::element::float64);
