// SPDX-License-Identifier: BSL-1.0
// rejected-with: shape<...>: at most 6 axes are supported \[E001\]
// rejected-with: shape<2, 3, 4, 5, 6, 7, 8>
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct frames, tl::shape<2, 3, 4, 5, 6, 7, 8>> frames{};
constexpr auto y = frames + frames;
