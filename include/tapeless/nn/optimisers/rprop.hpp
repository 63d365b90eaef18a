// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

namespace tags {
struct eta_minus;
struct eta_plus;
struct step_min;
struct step_max;
struct previous;
struct step_size;
}  // namespace tags

/// Steps that only the gradient's sign directs: longer by eta_plus while it stays, shorter by eta_minus when it changes
/// (and none then). For gradients of the whole set, not of small batches.
///
/// Defaults  first step 1e-2, η 0.5 and 1.2, steps held in [1e-6, 50]
/// State     previous, step_size: two numbers per parameter
/// Source    [riedmiller93] in docs/references.md; torch.optim.Rprop
struct rprop {
  schedule learning_rate = 1e-2;
  double eta_minus = 0.5;
  double eta_plus = 1.2;
  double step_min = 1e-6;
  double step_max = 50;

  using settings = setting_list<
      setting<tags::learning_rate, &rprop::learning_rate>,
      setting<tags::eta_minus, &rprop::eta_minus>, setting<tags::eta_plus, &rprop::eta_plus>,
      setting<tags::step_min, &rprop::step_min>, setting<tags::step_max, &rprop::step_max>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> first{};
    constexpr option<tags::eta_minus, double> shorter{};
    constexpr option<tags::eta_plus, double> longer{};
    constexpr option<tags::step_min, double> least{};
    constexpr option<tags::step_max, double> most{};
    constexpr state<tags::previous, shape<>> previous{};
    constexpr state<tags::step_size, shape<>> size{};
    const auto agreement = g * previous;
    const auto turned = agreement < constant<0.0>;
    const auto factor =
        select(turned, shorter, select(agreement > constant<0.0>, longer, constant<1.0>));
    const auto begun = select(equal(convert<double>(update_number), constant<1.0>), first, size);
    const auto new_size = minimum(maximum(begun * factor, least), most);
    const auto slope = select(turned, constant<0.0>, g);
    return update_to(w - sign(slope) * new_size, assign(previous, slope), assign(size, new_size));
  }
};

}  // namespace tapeless
