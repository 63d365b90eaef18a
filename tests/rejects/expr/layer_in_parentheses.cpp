// SPDX-License-Identifier: BSL-1.0
// rejected-with: arguments must be expressions, as many as f takes: .* \[E102\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = tl::dense<8> >> tl::relu();
