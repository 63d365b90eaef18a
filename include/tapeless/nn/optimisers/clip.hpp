// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/expression.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/chain.hpp>
#include <tapeless/nn/optimisers/setting.hpp>

namespace tapeless {

namespace tags {
struct clip_value;
struct clip_norm;
}  // namespace tags

/// g ← g held in ±value.
///
/// Source    torch.nn.utils.clip_grad_value_
struct clip_value {
  double value = 1;

  using settings = setting_list<setting<tags::clip_value, &clip_value::value>>;

  template <expression G>
  static constexpr auto transform(G g) {
    constexpr option<tags::clip_value, double> value{};
    return minimum(maximum(g, -value), value);
  }
};

/// g ← g · min(1, norm / (|all gradients| + 1e-6)), the length being that of the gradients of all parameters taken
/// as one vector.
///
/// Source    torch.nn.utils.clip_grad_norm_
struct clip_norm {
  double norm = 1;

  using settings = setting_list<setting<tags::clip_norm, &clip_norm::norm>>;

  template <expression G>
  static constexpr auto transform(G g) {
    constexpr option<tags::clip_norm, double> norm{};
    const auto length = sqrt(global_sum(sum_of_elements(square(g))));
    return g * minimum(norm / (length + constant<1e-6>), constant<1.0>);
  }
};

}  // namespace tapeless
