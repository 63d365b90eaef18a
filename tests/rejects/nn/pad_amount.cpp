// SPDX-License-Identifier: BSL-1.0
// rejected-with: amounts must not be negative; those of reflection_pad be less than the size of the axis, and those of circular_pad at most that \[E069\]
// rejected-with: 6, 6, 6
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct images, tl::shape<4, 8, 6, 3>> images{};
constexpr auto larger = images >> tl::reflection_pad2d<6>;
