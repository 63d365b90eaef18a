// SPDX-License-Identifier: BSL-1.0
// rejected-with: multi_margin<P, Margin>: P must be 1 or 2 \[E053\]
#include <cstdint>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/margins.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct score, tl::shape<4, 3>> score{};
inline constexpr tl::target<struct label, tl::shape<4>, std::int32_t> label{};
constexpr auto y = tl::multi_margin<3>(score, label);
