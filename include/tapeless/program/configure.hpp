// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/nn/schedules.hpp>
#include <tapeless/program/program_view.hpp>

namespace tapeless {

/// Sets the numbers of an optimiser (rates, moments, …) in a program that has its rule; a schedule gives the rate of
/// that step, the first being 1. What the program does not read is skipped.
///
///     tl::program<step> p;
///     tl::configure(p.view(), tl::sgd{.learning_rate = 0.5});
template <class Pipeline, class Set, class Optimiser>
void configure(program_view<Pipeline, Set> p, const Optimiser& optimiser, std::int64_t step = 1) {
  for_each_setting(optimiser, [&](auto tag, const auto& setting) {
    using place = option<typename decltype(tag)::type, double>;
    if constexpr (detail::find_leaf<place>(Pipeline::final_graph::value) >= 0) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(setting)>, schedule>)
        p[place{}][0] = setting(step);
      else
        p[place{}][0] = setting;
    }
  });
}

/// An optimiser's learning rate in a step: the first of its schedules; 0 if it has none.
template <class Optimiser>
double learning_rate_of(const Optimiser& optimiser, std::int64_t step) {
  double rate = 0;
  bool found = false;
  for_each_setting(optimiser, [&](auto, const auto& setting) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(setting)>, schedule>)
      if (!std::exchange(found, true)) rate = setting(step);
  });
  return rate;
}

}  // namespace tapeless
