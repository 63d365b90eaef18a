// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/core/text.hpp>
#include <tapeless/nn/optimisers/accumulate.hpp>
#include <tapeless/nn/optimisers/clip.hpp>
#include <tapeless/nn/optimisers/setting.hpp>

namespace tapeless {

template <class Optimiser, class Other, bool Same>
struct groups_require_one_optimiser {
  static_assert(Same,
                "with_groups(optimiser, options_for<P>(other)…): every group must have an "
                "optimiser of the same "
                "type [E055]");
};

/// Parameters without an inner product: biases, gains of norms. (Everything of fewer than two axes.)
struct biases_and_norms {
  static constexpr bool holds(const auto& parameter) { return parameter.shape().rank < 2; }
};

/// Parameters of the layers that are `named<Tag>` so, wherever they are.
template <class... Tag>
struct in_layer {
  static constexpr bool holds(const auto& parameter) {
    return (parameter.is_in(core::name_of_tag<Tag>()) || ...);
  }
};

/// The options of the parameters for which the predicate holds: see `with_groups`.
template <class Predicate, class Optimiser>
struct parameter_group {
  Optimiser optimiser;
};
template <class Predicate, optimiser Optimiser>
constexpr parameter_group<Predicate, Optimiser> options_for(Optimiser o) {
  return {o};
}

/// One optimiser with options for each group of parameters: a parameter belongs to the first group whose predicate holds,
/// else it has the options of the optimiser that is named first. The rule is the same for all.
///
///     with_groups(adamw{.learning_rate = 1e-3}, options_for<biases_and_norms>(adamw{.weight_decay = 0}))
///
/// A predicate is a type with `static constexpr bool holds(const auto& parameter)`, of what the compiler knows:
/// parameter.name() ("weight"), parameter.shape(), parameter.is_in("encoder").
///
/// Errors    optimisers of several types: [E055]
/// Source    torch.optim's parameter groups
template <class Optimiser, class... Predicate>
struct grouped {
  static constexpr std::size_t steps_per_update = tapeless::steps_per_update<Optimiser>;
  static constexpr int group_count = 1 + static_cast<int>(sizeof...(Predicate));

  std::array<Optimiser, 1 + sizeof...(Predicate)> optimisers;

  template <expression W, expression G>
  static constexpr auto update(W w, G g) {
    return Optimiser::update(w, g);
  }

  /// Group whose option a parameter reads; its own group for "".
  static constexpr int group_of(const auto& parameter, std::string_view option) {
    if (!option.empty() && !has(option)) return 0;
    int at = 0, found = 0;
    ((++at, found = found == 0 && Predicate::holds(parameter) ? at : found), ...);
    return found;
  }

  constexpr void for_each_group(auto&& f) { visit(optimisers, f); }
  constexpr void for_each_group(auto&& f) const { visit(optimisers, f); }

 private:
  static constexpr bool has(std::string_view option) {
    const Optimiser any{};
    bool found = false;
    for_each_setting(any, [&](auto tag, const auto&) {
      found = found || core::name_of_tag<typename decltype(tag)::type>() == option;
    });
    return found;
  }
  static constexpr void visit(auto& all, auto&& f) {
    [&]<std::size_t... Group>(std::index_sequence<Group...>) {
      (for_each_setting(
           all[Group],
           [&](auto tag, auto& value) {
             if constexpr (Group == 0)
               f(tag, value);
             else
               f(std::type_identity<
                     in_group<typename decltype(tag)::type, static_cast<int>(Group)>>{},
                 value);
           }),
       ...);
    }(std::make_index_sequence<1 + sizeof...(Predicate)>{});
  }
};

template <optimiser Optimiser, class... Predicate, class... Other>
constexpr auto with_groups(Optimiser first, parameter_group<Predicate, Other>... others) {
  if constexpr ((std::is_same_v<Optimiser, Other> && ...)) {
    return grouped<Optimiser, Predicate...>{{first, others.optimiser...}};
  } else {
    (refuse(sentence<
            groups_require_one_optimiser<Optimiser, Other, std::is_same_v<Optimiser, Other>>>{}),
     ...);
    return first;
  }
}

}  // namespace tapeless
