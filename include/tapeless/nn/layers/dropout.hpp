// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>

namespace tapeless {

template <real Rate, bool InRange>
struct dropout_requires_a_rate {
  static_assert(InRange, "dropout<Rate>: the rate must be in [0, 1) [E041]");
};

/// In training, each element is 0 with probability Rate and x / (1 − Rate) otherwise; in inference y = x.
///
/// Shapes    x: any   →  y: same as x
/// Defaults  none: the rate is written; 0 is the identity
/// Errors    a rate outside [0, 1): [E041]
/// Source    [srivastava14] in docs/references.md; torch.nn.Dropout (which also takes the rate 1)
template <real Rate>
struct dropout_layer : layer<dropout_layer<Rate>> {
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (Rate.value > 0 && Rate.value < 1) {
      constexpr real kept = 1 - Rate.value;
      const auto mask = random_bernoulli<typename X::shape_type, kept>;
      return when_training(detail::in_type_of<X>(x * (mask * constant<1 / kept.value>)), x);
    } else {
      if constexpr (Rate.value != 0) refuse(sentence<dropout_requires_a_rate<Rate, false>>{});
      return x;
    }
  }
};
template <real Rate>
inline constexpr dropout_layer<Rate> dropout{};

}  // namespace tapeless
