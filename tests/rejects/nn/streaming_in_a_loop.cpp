// SPDX-License-Identifier: BSL-1.0
// rejected-with: streaming\(f\): a layer inside of vmap or another loop must not need earlier frames \[E147\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct samples, tl::shape<4, 2, 3>> samples{};
int main() { tl::compile(tl::vmap(tl::streaming(tl::gru<2>))(samples)).run(); }
