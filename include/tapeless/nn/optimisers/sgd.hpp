// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/optimisers/weight_decay.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

namespace tags {
struct momentum_buffer;
}  // namespace tags

/// w ← w − rate · (g + decay · w). Keeps nothing.
///
/// Defaults  rate 1e-3, decay 0
/// Source    torch.optim.SGD
struct sgd {
  schedule learning_rate = 1e-3;
  double weight_decay = 0;

  using settings = setting_list<setting<tags::learning_rate, &sgd::learning_rate>,
                                setting<tags::weight_decay, &sgd::weight_decay>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    return update_to(w - rate * detail::with_decay(w, g));
  }
};

/// w ← w − rate · g. Keeps nothing, and has no decay: rows of an embedding that a step does not read stay as they are, and
/// cost nothing.
///
/// Defaults  rate 1e-3
/// Source    torch.optim.SGD
struct sgd_without_decay {
  schedule learning_rate = 1e-3;

  using settings = setting_list<setting<tags::learning_rate, &sgd_without_decay::learning_rate>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    return update_to(w - rate * g);
  }
};

/// b ← momentum · b + (g + decay · w);  w ← w − rate · b.
///
/// Defaults  rate 1e-3, momentum 0.9, decay 0
/// State     momentum_buffer, one number per parameter
/// Source    torch.optim.SGD(momentum=0.9), dampening 0
struct sgd_momentum {
  schedule learning_rate = 1e-3;
  double momentum = 0.9;
  double weight_decay = 0;

  using settings = setting_list<setting<tags::learning_rate, &sgd_momentum::learning_rate>,
                                setting<tags::momentum, &sgd_momentum::momentum>,
                                setting<tags::weight_decay, &sgd_momentum::weight_decay>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    constexpr option<tags::momentum, double> mu{};
    constexpr state<tags::momentum_buffer, shape<>> buffer{};
    const auto moved = mu * buffer + detail::with_decay(w, g);
    return update_to(w - rate * moved, assign(buffer, moved));
  }
};

/// d = g + decay · w;  b ← momentum · b + d;  w ← w − rate · (d + momentum · b).
///
/// Defaults  rate 1e-3, momentum 0.9, decay 0
/// State     momentum_buffer, one number per parameter
/// Source    [sutskever13] in docs/references.md; torch.optim.SGD(momentum=0.9, nesterov=True)
struct sgd_nesterov {
  schedule learning_rate = 1e-3;
  double momentum = 0.9;
  double weight_decay = 0;

  using settings = setting_list<setting<tags::learning_rate, &sgd_nesterov::learning_rate>,
                                setting<tags::momentum, &sgd_nesterov::momentum>,
                                setting<tags::weight_decay, &sgd_nesterov::weight_decay>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::learning_rate, double> rate{};
    constexpr option<tags::momentum, double> mu{};
    constexpr state<tags::momentum_buffer, shape<>> buffer{};
    const auto slope = detail::with_decay(w, g);
    const auto moved = mu * buffer + slope;
    return update_to(w - rate * (slope + mu * moved), assign(buffer, moved));
  }
};

}  // namespace tapeless
