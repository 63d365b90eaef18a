// SPDX-License-Identifier: BSL-1.0
// rejected-with: an initialiser must have a static of\(shape\): init::zeros, init::he_normal \[E108\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
struct mine {};
constexpr auto y = x >> tl::dense<3, mine>;
int main() { tl::compile(y).run(); }
