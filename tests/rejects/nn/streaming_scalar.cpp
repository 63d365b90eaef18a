// SPDX-License-Identifier: BSL-1.0
// rejected-with: x >> streaming\(f\): x must be a frame, \[features\] or \[batch, features\], or a block of them, \[batch, frames, features\]; of integers, \[batch\] or \[batch, frames\] \[E079\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct sample, tl::shape<>> sample{};
constexpr auto y = sample >> tl::streaming(tl::gru<4>);
