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
struct average_start;
struct average_every;
}  // namespace tags

// With accumulate<N> it stands inside: `accumulate<4>(swa{adam{}})`.

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
    const auto turns = (convert<double>(update_number) - start) / every;
    const auto before = floor(maximum(turns, constant<0.0>));  // how many were averaged before
    const auto due = equal(turns, before);
    const auto share = select(turns <= constant<0.0>, constant<1.0>,
                              select(due, reciprocal(before + constant<1.0>), constant<0.0>));
    return detail::then_change(Optimiser::update(w, g), [=](auto fresh, auto... assigned) {
      return update_to(fresh, assigned..., detail::move_average(fresh, share));
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

}  // namespace tapeless
