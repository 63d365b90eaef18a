// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/nn/optimisers/setting.hpp>

namespace tapeless {

namespace detail {
/// g + decay · w: the gradient of the loss with ½ decay · |w|² added to it.
constexpr auto with_decay(auto w, auto g) {
  constexpr option<tags::weight_decay, double> decay{};
  return g + decay * w;
}
}  // namespace detail

}  // namespace tapeless
