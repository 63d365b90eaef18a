// SPDX-License-Identifier: BSL-1.0
// rejected-with: gather, one_hot, labels: indices must be integers: .* \[E020\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::parameter<struct table, tl::shape<1000, 64>> table{};
inline constexpr tl::input<struct words, tl::shape<32, 20>> words{};
constexpr auto rows = tl::gather<0>(table, words);
