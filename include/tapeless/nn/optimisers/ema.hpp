// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/accumulate.hpp>
#include <tapeless/nn/optimisers/average.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/optimisers/then_change.hpp>

namespace tapeless {

namespace tags {
struct average_decay;
}  // namespace tags

// With accumulate<N> it stands inside: `accumulate<4>(ema{adam{}})`.

/// An optimiser beside whose parameters an exponential average of them is kept: a ← decay · a + (1 − decay) · w after each
/// update, a = w after the first. The trainer judges with the averages by `use_averages()`.
///
///     ema{adam{.learning_rate = 1e-3}, 0.999}
///
/// State     average: one number per parameter, beside the optimiser's own
/// Source    torch.optim.swa_utils.AveragedModel with avg_fn = decay · a + (1 − decay) · w
template <class Optimiser>
struct ema {
  using wrapped = Optimiser;
  static constexpr std::size_t steps_per_update = tapeless::steps_per_update<Optimiser>;

  Optimiser optimiser;
  double decay = 0.999;

  using settings = setting_list<setting<tags::average_decay, &ema::decay>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::average_decay, double> decay{};
    const auto share = select(equal(convert<double>(update_number), constant<1.0>), constant<1.0>,
                              constant<1.0> - decay);
    return detail::then_change(Optimiser::update(w, g), [=](auto fresh, auto... assigned) {
      return update_to(fresh, assigned..., detail::move_average(fresh, share));
    });
  }

  constexpr void for_each_part(auto&& f) { f(optimiser); }
  constexpr void for_each_part(auto&& f) const { f(optimiser); }
};
template <class Optimiser>
ema(Optimiser) -> ema<Optimiser>;
template <class Optimiser>
ema(Optimiser, double) -> ema<Optimiser>;

}  // namespace tapeless
