// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>

namespace tapeless {

namespace detail {
/// x where it is not negative, else 0. The gradient at 0 is 1, as torch.clamp_min's (relu's is 0).
constexpr auto not_below_zero(auto x) { return select(x < constant<0.0>, constant<0.0>, x); }
}  // namespace detail

}  // namespace tapeless
