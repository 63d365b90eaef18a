// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>
#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/reductions.hpp>

namespace tapeless {

namespace tags {
struct target;
struct labels;
}  // namespace tags

/// Evidence in error messages: which side of a loss a type was. Never instantiated.
template <class X>
struct prediction_operand;
template <class X>
struct target_operand;

template <class Prediction, class Target, class PredictionShape, class TargetShape, bool Same>
struct loss_requires_a_target_like_the_prediction {
  static_assert(Same,
                "loss(prediction, target): the target must have the prediction's shape [E048]");
};

template <class Weights, class WeightsShape, class LossShape, bool Stretches>
struct weights_require_to_broadcast {
  static_assert(Stretches,
                "loss(prediction, target, weights): the weights must broadcast to the prediction's "
                "shape [E051]");
};

/// Reduction of the losses of single elements (or rows) to one number, as PyTorch's argument of this name.
enum class reduction {
  mean,        ///< over all of them
  sum,         ///< of all of them
  batch_mean,  ///< their sum divided by the first size
  none         ///< they are left as they are
};

/// A function of a prediction and a target, that training makes small: `mse(x >> net, t)`.
///
/// Derive from it and give: static `body(prediction, target)`; `template <reduction Other> using reduced`, the same
/// loss reduced otherwise. It is a call of its own, so its type stays small. What the trainer asks besides:
///
///     target_of<Prediction>          the leaf it compares with unless another is given; here: like the prediction
///     accepts<Prediction, Target>()  whether the shapes fit, or one error; here: they are the same
///     divisor(prediction, target)    optional: what a mean divides by, if that is not the same for every batch
///     metric(prediction, target)     optional: a number for people, as a scalar expression; metric_name names it
template <class Self>
struct loss : tapeless::detail::with_body<Self> {
  static constexpr bool takes_no_position = true;  // a loss around it renames nothing

  template <class Prediction>
  using target_of = target<tags::target, typename Prediction::shape_type, real_of<Prediction>>;

  template <class Prediction, class Target>
  static constexpr bool accepts() {
    using from = typename Prediction::shape_type;
    using to = typename Target::shape_type;
    if constexpr (std::is_same_v<from, to>)
      return true;
    else if constexpr (!tapeless::detail::was_refused<Prediction>)
      refuse(sentence<loss_requires_a_target_like_the_prediction<
                 prediction_operand<Prediction>, target_operand<Target>, from, to, false>>{});
    return false;
  }
  template <class Prediction, class Target, class Weights>
  static constexpr bool accepts_weights() {
    using to = typename Prediction::shape_type;
    using from = typename Weights::shape_type;
    if constexpr (broadcast(from::value, to::value) != to::value) {
      refuse(sentence<weights_require_to_broadcast<operand_of<Weights>, from, to, false>>{});
      return false;
    } else {
      return true;
    }
  }

  template <expression Prediction, expression Target>
  constexpr auto operator()(Prediction, Target) const {
    if constexpr (Self::template accepts<Prediction, Target>())
      return call<Self, Prediction, Target>{};
    else
      return stand_in<shape<>, Prediction::type>{};
  }
  /// With weights of the single losses, or of the classes, for losses whose body takes them.
  template <expression Prediction, expression Target, expression Weights>
  constexpr auto operator()(Prediction, Target, Weights) const {
    if constexpr (!Self::template accepts<Prediction, Target>())
      return stand_in<shape<>, Prediction::type>{};
    else if constexpr (!Self::template accepts_weights<Prediction, Target, Weights>())
      return stand_in<shape<>, Prediction::type>{};
    else
      return call<Self, Prediction, Target, Weights>{};
  }
  template <class... Given>
  constexpr auto operator()(Given... given) const {
    return tapeless::detail::refused_loss(given...);
  }
};

/// The same loss reduced otherwise: `with_reduction<reduction::sum>(mse)`.
template <reduction R, class Loss>
constexpr typename Loss::template reduced<R> with_reduction(Loss) {
  return {};
}

namespace detail {
/// The losses of single elements as one number.
template <reduction R, expression X>
constexpr auto reduced_loss(X each) {
  if constexpr (R == reduction::mean)
    return mean(each);
  else if constexpr (R == reduction::sum)
    return sum(each);
  else if constexpr (R == reduction::batch_mean)
    return sum(each) * constant<1.0 / X::shape_type::value[0]>;
  else
    return each;
}

/// A target as numbers, if it is integers.
template <expression Prediction, expression Target>
constexpr auto as_numbers(Prediction, Target t) {
  if constexpr (is_integer(Target::type))
    return convert<computed_type_of<Prediction>>(t);
  else
    return t;
}
}  // namespace detail

}  // namespace tapeless
