// SPDX-License-Identifier: BSL-1.0
// rejected-with: shape<...>: every size must be at least 1 \[E002\]
// rejected-with: shape<0, ?784>
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<0, 784>> pixels{};
constexpr auto hidden = pixels >> tl::dense<128>;
