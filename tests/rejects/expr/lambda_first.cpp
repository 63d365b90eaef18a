// SPDX-License-Identifier: BSL-1.0
// rejected-with: f >> g: f and g must be layers; a lambda that stands first becomes one by compose\(.*\) >> g \[E103\]
#include <tapeless/tapeless.hpp>

namespace tl = tapeless;

constexpr auto net = [](auto x) { return x * x; } >> tl::dense<8>;
