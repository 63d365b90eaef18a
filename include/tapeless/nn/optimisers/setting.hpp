// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

namespace tapeless {

/// Names of the settings that several optimisers have.
namespace tags {
struct learning_rate;
struct weight_decay;
struct momentum;
struct epsilon;
}  // namespace tags

/// Ties a member of an optimiser to the `option` leaf of the same meaning in its rule.
template <class Tag, auto Member>
struct setting {};

/// The settings of an optimiser, in order: a list of types, so that an optimiser that nobody uses costs nothing.
///
///     using settings = setting_list<setting<tags::momentum, &sgd_momentum::momentum>>;
template <class... Setting>
struct setting_list {};

/// The option that the parameters of a group read in place of the one named by Tag (see `with_groups`).
template <class Tag, int Group>
struct in_group;

/// Result of an optimiser's rule: the parameter's new value, and the assignments to its states.
template <class NewParameter, class... Assignments>
struct update_of {};
template <class NewParameter, class... Assignments>
constexpr update_of<NewParameter, Assignments...> update_to(NewParameter, Assignments...) {
  return {};
}

namespace detail {
template <class... Tag, auto... Member>
constexpr void visit_settings(setting_list<setting<Tag, Member>...>, auto& optimiser, auto& f) {
  (f(std::type_identity<Tag>{}, optimiser.*Member), ...);
}
}  // namespace detail

/// Calls `f(std::type_identity<tag>{}, value)` for every setting of an optimiser or gradient transformation, those of
/// composed ones in order, the optimiser that is wrapped before what wraps it. The value is a `double` or a `schedule`, const if the optimiser is.
///
///     for_each_setting(optimiser, [&](auto tag, double value) {
///       program.set(option<typename decltype(tag)::type, double>{}, value);
///     });
template <class Optimiser, class F>
constexpr void for_each_setting(Optimiser& optimiser, F&& f) {
  if constexpr (requires { optimiser.for_each_part(f); })
    optimiser.for_each_part([&](auto& part) { for_each_setting(part, f); });
  if constexpr (requires { optimiser.for_each_group(f); })
    optimiser.for_each_group(f);
  else if constexpr (requires { typename Optimiser::settings; })
    detail::visit_settings(typename Optimiser::settings{}, optimiser, f);
}

}  // namespace tapeless
