// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/optimisers/accumulate.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/optimisers/then_change.hpp>

namespace tapeless {

namespace tags {
struct slow;
struct slow_share;
struct slow_every;
}  // namespace tags

// With accumulate<N> it stands inside: `accumulate<4>(lookahead{adam{}})`.

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
    return detail::then_change(Optimiser::update(w, g), [=](auto fresh, auto... assigned) {
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
