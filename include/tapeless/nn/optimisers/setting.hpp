// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace tapeless {

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

/// What an optimiser's rule gives: the parameter's new value, and the assignments to its states.
template <class NewParameter, class... Assignments>
struct update_of {};
template <class NewParameter, class... Assignments>
constexpr update_of<NewParameter, Assignments...> update_to(NewParameter, Assignments...) {
  return {};
}

}  // namespace tapeless
