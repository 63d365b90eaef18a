// SPDX-License-Identifier: BSL-1.0
// rejected-with: gather, one_hot, labels: indices must be integers: .* \[E020\]
#include <tapeless/freestanding.hpp>

namespace tl = tapeless;
inline constexpr tl::target<struct digit, tl::shape<32>> digit{};
constexpr auto rows = tl::one_hot<10>(digit);
