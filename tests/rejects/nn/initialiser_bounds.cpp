// SPDX-License-Identifier: BSL-1.0
// rejected-with: f<low, high>: the lower bound must be below the upper one \[E135\]
// rejected-with: uniform<.*>, (tapeless::real)?\{1\.0(e\+0|00000e\+00)?\}, (tapeless::real)?\{-1\.0(e\+0|00000e\+00)?\}>
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

inline constexpr tl::input<struct rows, tl::shape<4, 8>> x{};
constexpr auto y = x >> tl::dense<3, tl::init::uniform<1.0, -1.0>>;
int main() { tl::compile(y).run(); }
