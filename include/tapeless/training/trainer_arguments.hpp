// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/compile/rule.hpp>
#include <tapeless/core/require.hpp>
#include <tapeless/expr/expression.hpp>
#include <tapeless/nn/optimisers/setting.hpp>
#include <tapeless/training/fit_options.hpp>

namespace tapeless {

namespace detail {

/// Names a member template, in a requirement.
template <template <class...> class>
struct member_template;
template <class Update>
struct update_given;
template <class New, class... Assignments>
struct update_given<update_of<New, Assignments...>> {
  using is = void;
};
template <class Loss>
concept is_loss = requires { typename member_template<Loss::template target_of>; };

template <class Optimiser>
concept is_optimiser = requires {
  typename update_given<decltype(Optimiser::update(typename run_rule<Optimiser>::w{},
                                                   typename run_rule<Optimiser>::g{}))>::is;
};
template <class Net, class Loss, class Optimiser, class InputShape>
concept trainer_arguments = !expression<Net> && is_loss<Loss> && is_optimiser<Optimiser> &&
                            requires { typename batched<1, InputShape>::type; };

template <class Optimiser, int Parameters>
struct optimiser_requires_parameters {
  static_assert(
      Parameters > 0,
      "trainer(net, loss, optimiser): the loss must depend on at least one parameter that is not "
      "frozen [E026]");
};

template <class Given, bool Fit>
struct trainer_requires_arguments_in_order {
  static_assert(Fit,
                "trainer{net, loss, optimiser, batch<rows>, shape<...>{}, seed{n}}: arguments must "
                "stand in this order; the net is without its input, the optimiser has the rate or "
                "schedule, the shape is one example's, the seed may be missing [E099]");
};

}  // namespace detail

template <class Net, class Loss, class Optimiser, std::size_t Rows, class InputShape>
class trainer;

/// A trainer of other arguments: one sentence, and no more complaints where it is used.
template <class... Given>
class trainer<arguments_given<Given...>, void, void, 0, void> {
 public:
  constexpr explicit trainer(const Given&...) {
    refuse(
        sentence<detail::trainer_requires_arguments_in_order<arguments_given<Given...>, false>>{});
  }
  void fit(const auto&, const fit_options& = {}) {}
  evaluation evaluate(const auto&) const { return {}; }
};

template <class... Given>
trainer(Given...) -> trainer<arguments_given<Given...>, void, void, 0, void>;

}  // namespace tapeless
