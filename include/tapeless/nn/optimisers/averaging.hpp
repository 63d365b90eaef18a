// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/accumulate.hpp>
#include <tapeless/nn/optimisers/classical.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/schedules.hpp>

namespace tapeless {

namespace tags {
struct average_decay;
struct average_start;
struct average_every;
struct slow;
struct slow_share;
struct slow_every;
}  // namespace tags

// With accumulate<N> these stand inside: `accumulate<4>(ema{adam{}})`.

namespace detail {
/// An update whose new parameter is changed once more: `change(new parameter)` gives that, and what else is assigned.
template <class W, class New, class... Assignment, class Change>
constexpr auto then_change(W, update_of<New, Assignment...>, Change change) {
  return change(New{}, Assignment{}...);
}
}  // namespace detail

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
    constexpr state<tags::average, shape<>> average{};
    const auto share = select(equal(convert<double>(update_number), constant<1.0>), constant<1.0>,
                              constant<1.0> - decay);
    return detail::then_change(w, Optimiser::update(w, g), [=](auto fresh, auto... assigned) {
      return update_to(fresh, assigned..., assign(average, average + share * (fresh - average)));
    });
  }

  constexpr void for_each_part(auto&& f) { f(optimiser); }
  constexpr void for_each_part(auto&& f) const { f(optimiser); }
};
template <class Optimiser>
ema(Optimiser) -> ema<Optimiser>;
template <class Optimiser>
ema(Optimiser, double) -> ema<Optimiser>;

/// An optimiser beside whose parameters the mean of them is kept: of those after update `start`, start + every, start + 2 every, …
/// Before the start the average is the parameter itself.
///
/// Defaults  from the first update on, every one of them
/// State     average: one number per parameter, beside the optimiser's own
/// Source    [izmailov18] in docs/references.md; torch.optim.swa_utils.AveragedModel
template <class Optimiser>
struct swa {
  using wrapped = Optimiser;
  static constexpr std::size_t steps_per_update = tapeless::steps_per_update<Optimiser>;

  Optimiser optimiser;
  double start = 1;
  double every = 1;

  using settings = setting_list<setting<tags::average_start, &swa::start>,
                                setting<tags::average_every, &swa::every>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::average_start, double> start{};
    constexpr option<tags::average_every, double> every{};
    constexpr state<tags::average, shape<>> average{};
    const auto turns = (convert<double>(update_number) - start) / every;
    const auto before = floor(maximum(turns, constant<0.0>));  // how many were averaged before
    const auto due = equal(turns, before);
    const auto share = select(turns <= constant<0.0>, constant<1.0>,
                              select(due, reciprocal(before + constant<1.0>), constant<0.0>));
    return detail::then_change(w, Optimiser::update(w, g), [=](auto fresh, auto... assigned) {
      return update_to(fresh, assigned..., assign(average, average + share * (fresh - average)));
    });
  }

  constexpr void for_each_part(auto&& f) { f(optimiser); }
  constexpr void for_each_part(auto&& f) const { f(optimiser); }
};
template <class Optimiser>
swa(Optimiser) -> swa<Optimiser>;
template <class Optimiser>
swa(Optimiser, double) -> swa<Optimiser>;
template <class Optimiser>
swa(Optimiser, double, double) -> swa<Optimiser>;

/// An optimiser whose parameters, after every `every` updates, go back towards where they were then:
/// slow ← slow + share · (w − slow);  w ← slow.
///
/// Defaults  every 5, share 0.5
/// State     slow: one number per parameter, beside the optimiser's own
/// Source    [zhang19b] in docs/references.md
template <class Optimiser>
struct lookahead {
  using wrapped = Optimiser;
  static constexpr std::size_t steps_per_update = tapeless::steps_per_update<Optimiser>;

  Optimiser optimiser;
  double every = 5;
  double share = 0.5;

  using settings = setting_list<setting<tags::slow_every, &lookahead::every>,
                                setting<tags::slow_share, &lookahead::share>>;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    constexpr option<tags::slow_every, double> every{};
    constexpr option<tags::slow_share, double> share{};
    constexpr state<tags::slow, shape<>> kept{};
    const auto t = convert<double>(update_number);
    const auto due = equal(t, every * floor(t / every));
    const auto slow = select(equal(t, constant<1.0>), w, kept);
    return detail::then_change(w, Optimiser::update(w, g), [=](auto fresh, auto... assigned) {
      const auto new_slow = select(due, slow + share * (fresh - slow), slow);
      return update_to(select(due, new_slow, fresh), assigned..., assign(kept, new_slow));
    });
  }

  constexpr void for_each_part(auto&& f) { f(optimiser); }
  constexpr void for_each_part(auto&& f) const { f(optimiser); }
};
template <class Optimiser>
lookahead(Optimiser) -> lookahead<Optimiser>;
template <class Optimiser>
lookahead(Optimiser, double) -> lookahead<Optimiser>;
template <class Optimiser>
lookahead(Optimiser, double, double) -> lookahead<Optimiser>;

}  // namespace tapeless
