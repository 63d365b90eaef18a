// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/activations.hpp>

namespace tapeless {

/// softmax((x + g) / Temperature) over the last axis with g from the Gumbel distribution: a draw of a class, made smooth.
/// In inference without the noise. Hard: 1 for the greatest and 0 for the others, with the gradient of the smooth one.
///
/// Shapes    x: [batch…, classes] logarithms of probabilities, up to a constant   →  y: same as x
/// Defaults  temperature 1, smooth, as torch.nn.functional.gumbel_softmax (which draws in inference, too)
/// Source    [jang17] in docs/references.md
template <real Temperature, bool Hard>
struct gumbel_softmax_layer : activation<gumbel_softmax_layer<Temperature, Hard>> {
  static constexpr detail::misfit numbers =
      detail::above_zero(detail::argument::temperature, Temperature);
  template <expression X>
  static constexpr auto body(X x) {
    constexpr real colder = 1 / Temperature.value,
                   least = 0x1p-24;  // the logarithm of 0 is no draw
    const auto uniform = random_uniform<typename X::shape_type> + constant<least>;
    const auto smooth = softmax_layer<-1>::body(
        constant<colder> * when_training(detail::in_type_of<X>(x - log(-log(uniform))), x));
    if constexpr (Hard) {
      constexpr auto classes =
          static_cast<std::size_t>(X::shape_type::value[X::shape_type::rank - 1]);
      return detail::in_type_of<X>(one_hot<classes>(argmax(smooth, axis<-1>)) + smooth -
                                   stop_gradient(smooth));
    } else {
      return smooth;
    }
  }
};
/// `gumbel_softmax<>`, `gumbel_softmax<0.5>`, `gumbel_softmax<0.5, true>`.
template <real Temperature = 1.0, bool Hard = false>
inline constexpr gumbel_softmax_layer<Temperature, Hard> gumbel_softmax{};

}  // namespace tapeless
