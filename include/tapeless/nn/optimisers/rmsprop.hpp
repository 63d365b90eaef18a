// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/optimisers/sgd.hpp>
#include <tapeless/nn/optimisers/weight_decay.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

namespace tags {
struct alpha;
struct square_avg;
struct grad_avg;
}  // namespace tags

namespace detail {
/// d / (√v + ε), v the running mean of d² — less the square of the running mean of d, if Centred.
/// The result is moved by a momentum, if there is one, before it is taken from w.
template <bool Centred, bool Moved>
constexpr auto rmsprop_update(auto w, auto g) {
  constexpr option<tags::learning_rate, double> rate{};
  constexpr option<tags::alpha, double> alpha{};
  constexpr option<tags::epsilon, double> epsilon{};
  constexpr state<tags::square_avg, shape<>> squares{};
  constexpr state<tags::grad_avg, shape<>> slopes{};
  const auto d = detail::with_decay(w, g);
  const auto new_squares = alpha * squares + (constant<1.0> - alpha) * square(d);
  const auto new_slopes = slopes + (constant<1.0> - alpha) * (d - slopes);
  const auto scaled = [&] {
    if constexpr (Centred)
      return d / (sqrt(new_squares - square(new_slopes)) + epsilon);
    else
      return d / (sqrt(new_squares) + epsilon);
  }();
  const auto finish = [&](auto change, auto... more) {
    if constexpr (Centred)
      return update_to(w - rate * change, assign(squares, new_squares), assign(slopes, new_slopes),
                       more...);
    else
      return update_to(w - rate * change, assign(squares, new_squares), more...);
  };
  if constexpr (Moved) {
    constexpr option<tags::momentum, double> mu{};
    constexpr state<tags::momentum_buffer, shape<>> buffer{};
    const auto moved = mu * buffer + scaled;
    return finish(moved, assign(buffer, moved));
  } else {
    return finish(scaled);
  }
}

template <class Owner, class... More>
using rmsprop_settings =
    setting_list<setting<tags::learning_rate, &Owner::learning_rate>,
                 setting<tags::alpha, &Owner::alpha>, setting<tags::epsilon, &Owner::epsilon>,
                 setting<tags::weight_decay, &Owner::weight_decay>, More...>;
}  // namespace detail

/// v ← α v + (1 − α) d²;  w ← w − rate · d / (√v + ε), with d = g + decay · w.
///
/// Defaults  rate 1e-2, α 0.99, ε 1e-8, decay 0
/// State     square_avg, one number per parameter
/// Source    [tieleman12] in docs/references.md; torch.optim.RMSprop
struct rmsprop {
  schedule learning_rate = 1e-2;
  double alpha = 0.99;
  double epsilon = 1e-8;
  double weight_decay = 0;

  using settings = detail::rmsprop_settings<rmsprop>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    return detail::rmsprop_update<false, false>(w, g);
  }
};

/// As rmsprop, with b ← momentum · b + d / (√v + ε);  w ← w − rate · b.
///
/// Defaults  as rmsprop, momentum 0.9
/// State     square_avg, momentum_buffer: two numbers per parameter
/// Source    torch.optim.RMSprop(momentum=0.9)
struct rmsprop_momentum {
  schedule learning_rate = 1e-2;
  double alpha = 0.99;
  double epsilon = 1e-8;
  double weight_decay = 0;
  double momentum = 0.9;

  using settings = detail::rmsprop_settings<rmsprop_momentum,
                                            setting<tags::momentum, &rmsprop_momentum::momentum>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    return detail::rmsprop_update<false, true>(w, g);
  }
};

/// As rmsprop, with v − m² in place of v, m ← α m + (1 − α) d.
///
/// Defaults  as rmsprop
/// State     square_avg, grad_avg: two numbers per parameter
/// Source    [graves13] in docs/references.md; torch.optim.RMSprop(centered=True)
struct rmsprop_centred {
  schedule learning_rate = 1e-2;
  double alpha = 0.99;
  double epsilon = 1e-8;
  double weight_decay = 0;

  using settings = detail::rmsprop_settings<rmsprop_centred>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    return detail::rmsprop_update<true, false>(w, g);
  }
};

/// rmsprop_centred with rmsprop_momentum's momentum.
///
/// Defaults  as rmsprop, momentum 0.9
/// State     square_avg, grad_avg, momentum_buffer: three numbers per parameter
/// Source    [graves13] in docs/references.md; torch.optim.RMSprop(centered=True, momentum=0.9)
struct rmsprop_centred_momentum {
  schedule learning_rate = 1e-2;
  double alpha = 0.99;
  double epsilon = 1e-8;
  double weight_decay = 0;
  double momentum = 0.9;

  using settings =
      detail::rmsprop_settings<rmsprop_centred_momentum,
                               setting<tags::momentum, &rmsprop_centred_momentum::momentum>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    return detail::rmsprop_update<true, true>(w, g);
  }
};

}  // namespace tapeless
