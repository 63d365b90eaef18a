// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>

namespace tapeless {

namespace tags {
struct average;
}  // namespace tags

namespace detail {
/// Assignment that moves the kept average towards the new parameter by a share of the way; a share of 1 makes them equal.
constexpr auto move_average(auto fresh, auto share) {
  constexpr state<tags::average, shape<>> average{};
  return assign(average, average + share * (fresh - average));
}
}  // namespace detail

}  // namespace tapeless
