// SPDX-License-Identifier: BSL-1.0
// rejected-with: gradient\(y, x\): y must be a scalar: take sum\(y\) or mean\(y\) first \[E022\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = tl::dense<8>;
constexpr auto each = tl::with_reduction<tl::reduction::none>(tl::mse);
int main() { tl::trainer trainer{net, each, tl::adam{}, tl::batch<4>, tl::shape<8>{}}; }
