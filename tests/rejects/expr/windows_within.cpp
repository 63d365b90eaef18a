// SPDX-License-Identifier: BSL-1.0
// rejected-with: size, stride and dilation must be at least 1, and the windows lie within the axis \[E004\]
// rejected-with: 4, 1, 4, 10
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct signal, tl::shape<4, 10>> signal{};
constexpr auto parts = tl::windows<1, 4, 1, 4>(signal);
