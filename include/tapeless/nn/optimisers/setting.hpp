// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/hana/for_each.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>

namespace tapeless {

/// Names of the settings that several optimisers have.
namespace tags {
struct learning_rate;
struct weight_decay;
struct momentum;
struct epsilon;
}  // namespace tags

/// Ties a member of an optimiser to the `option` leaf of the same meaning in its rule.
///
///     static constexpr auto settings = boost::hana::make_tuple(setting<tags::momentum>(&sgd_momentum::momentum));
template <class Tag, class Owner, class T>
struct setting_of {
  using tag = Tag;
  T Owner::*member;
};

template <class Tag, class Owner, class T>
constexpr setting_of<Tag, Owner, T> setting(T Owner::*member) {
  return {member};
}

/// The option that the parameters of a group read in place of the one named by Tag (see `with_groups`).
template <class Tag, int Group>
struct in_group;

/// What an optimiser's rule gives: the parameter's new value, and the assignments to its states.
template <class NewParameter, class... Assignments>
struct update_of {};
template <class NewParameter, class... Assignments>
constexpr update_of<NewParameter, Assignments...> update_to(NewParameter, Assignments...) {
  return {};
}

/// Calls `f(boost::hana::type_c<tag>, value)` for every setting of an optimiser or gradient transformation, those of
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
  else if constexpr (requires { Optimiser::settings; })
    boost::hana::for_each(Optimiser::settings, [&](auto s) {
      f(boost::hana::type_c<typename decltype(s)::tag>, optimiser.*s.member);
    });
}

}  // namespace tapeless
