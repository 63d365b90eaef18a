// SPDX-License-Identifier: BSL-1.0
// rejected-with: smooth_l1<Beta>: beta must not be negative \[E049\]
#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/losses/regression.hpp>

namespace tl = tapeless;
inline constexpr tl::input<struct pixels, tl::shape<4, 10>> pixels{};
constexpr auto y = tl::smooth_l1<-1.0>(pixels, pixels);
