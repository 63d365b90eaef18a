// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <climits>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/losses/loss.hpp>

// What losses of classes have in common: labels, their shape, how many of them count.

namespace tapeless {

/// No label is left out.
inline constexpr int no_ignored_label = INT_MIN;

template <class Prediction, class Labels, int Rank>
struct cross_entropy_requires_classes {
  static_assert(Rank >= 1,
                "loss(prediction, labels): the prediction must have an axis of "
                "classes [E046]");
};
template <class Prediction, class Labels, int LabelRank, int BatchRank>
struct labels_require_one_axis_less {
  static_assert(LabelRank == BatchRank,
                "loss(prediction, labels): labels must have the prediction's axes "
                "but the last [E021]");
};
template <class Prediction, class Labels, std::size_t Rows, std::size_t LabelRows, bool SameSizes>
struct labels_require_as_many_rows {
  static_assert(SameSizes,
                "loss(prediction, labels): labels must have as many rows as the "
                "prediction [E027]");
};

template <class Weights, std::size_t Count, std::size_t Classes>
struct weights_require_one_per_class {
  static_assert(Count == Classes,
                "loss(prediction, labels, weights): there must be one weight per class [E052]");
};

namespace detail {
constexpr dims without_last(dims d) {
  if (d.rank > 0) d[--d.rank] = 1;
  return d;
}
template <class Shape>
using rows_of = shape_of_dims<without_last(Shape::value)>;

/// 1 for the rows whose label is not the ignored one.
template <int Ignored, expression Labels>
constexpr auto counted(Labels labels) {
  return not_equal(labels, constant<double{Ignored}>);
}

/// Weight of each row, [batch…, 1]: 1, or that of its label's class; 0 for the ignored label.
template <int Ignored, expression Prediction, expression Labels, expression... Weights>
constexpr auto weights_of_rows(Prediction, Labels labels, Weights... weights) {
  if constexpr (sizeof...(Weights) == 0) {
    return counted<Ignored>(expand_dims<-1>(labels));
  } else {
    constexpr std::size_t classes = Prediction::shape_type::value[Prediction::shape_type::rank - 1];
    const auto own =
        sum(select(one_hot<classes>(labels), weights..., constant<0.0>), axis<-1>, keep_dims);
    if constexpr (Ignored == no_ignored_label)
      return own;
    else
      return own * counted<Ignored>(expand_dims<-1>(labels));
  }
}

/// Losses of rows, [batch…, 1], reduced; their mean is that of what the rows count.
template <reduction R, int Ignored, class Shape, expression Each, expression Prediction,
          expression Labels, expression... Weights>
constexpr auto reduced_rows(Each each, Prediction x, Labels labels, Weights... weights) {
  constexpr bool all_alike = sizeof...(Weights) == 0 && Ignored == no_ignored_label;
  if constexpr (R == reduction::none)
    return reshape<Shape>(each);
  else if constexpr (R == reduction::mean && !all_alike)
    return in_type_of<Prediction>(sum(each) / sum(weights_of_rows<Ignored>(x, labels, weights...)));
  else
    return reduced_loss<R>(each);
}

/// The share of (counted) rows whose greatest element is at the label; a scalar.
template <int Ignored>
struct accuracy_function {
  static constexpr bool takes_no_position = true;
  template <expression Prediction, expression Target>
  static constexpr auto body(Prediction p, Target t) {
    if constexpr (!is_integer(Target::type))
      return mean(equal(argmax(p, axis<-1>), argmax(t, axis<-1>)));
    else if constexpr (Ignored == no_ignored_label)
      return mean(equal(argmax(p, axis<-1>), t));
    else
      return sum(equal(argmax(p, axis<-1>), t) * counted<Ignored>(t)) / sum(counted<Ignored>(t));
  }
};
}  // namespace detail

/// The share of rows of a [batch…, classes] prediction whose greatest element is at the label (integers, [batch…]), or
/// at the greatest element of a distribution.
template <expression Prediction, expression Target>
constexpr auto accuracy(Prediction, Target) {
  return call<detail::accuracy_function<no_ignored_label>, Prediction, Target>{};
}

/// A loss of scores of classes, [batch…, classes], and labels: integers, [batch…], or a distribution over the classes.
template <class Self, int Ignored = no_ignored_label>
struct class_loss : loss<Self> {
  static constexpr bool takes_distributions = true;

  template <class Prediction>
  using target_of =
      target<tags::labels, detail::rows_of<typename Prediction::shape_type>, std::int32_t>;

  template <class Prediction, class Target>
  static constexpr bool accepts() {
    using from = typename Prediction::shape_type;
    using to = typename Target::shape_type;
    using p = prediction_operand<Prediction>;
    using t = target_operand<Target>;
    using rows = detail::rows_of<from>;
    constexpr bool integers = is_integer(Target::type);
    if constexpr (from::rank > 0 && std::is_same_v<to, std::conditional_t<integers, rows, from>> &&
                  (integers || Self::takes_distributions))
      return true;
    // the sentence has been said
    else if constexpr (tapeless::detail::was_refused<Prediction>)
      return false;
    else if constexpr (from::rank == 0)
      refuse(sentence<cross_entropy_requires_classes<p, t, from::rank>>{});
    else if constexpr (!integers && (std::is_same_v<to, rows> || !Self::takes_distributions))
      refuse(sentence<indices_require_integers<t, Target::type>>{});
    else if constexpr (!integers)
      refuse(sentence<loss_requires_a_target_like_the_prediction<p, t, from, to, false>>{});
    else if constexpr (to::rank != from::rank - 1)
      refuse(sentence<labels_require_one_axis_less<p, t, to::rank, from::rank - 1>>{});
    else
      refuse(sentence<labels_require_as_many_rows<p, t, rows::count, to::count, false>>{});
    return false;
  }

  template <class Prediction, class Target, class Weights>
  static constexpr bool accepts_weights() {
    using from = typename Prediction::shape_type;
    constexpr std::size_t classes = from::value[from::rank - 1];
    if constexpr (!std::is_same_v<typename Weights::shape_type, shape<classes>>) {
      refuse(sentence<weights_require_one_per_class<operand_of<Weights>, Weights::shape_type::count,
                                                    classes>>{});
      return false;
    } else {
      return true;
    }
  }

  static constexpr std::string_view metric_name = "accuracy";
  template <expression Prediction, expression Target>
  static constexpr auto metric(Prediction, Target) {
    return call<detail::accuracy_function<Ignored>, Prediction, Target>{};
  }

  /// Divisor of the means of loss and metric, where it is not the number of rows.
  template <expression Prediction, expression Target, expression... Weights>
  requires(is_integer(Target::type) && (Ignored != no_ignored_label || sizeof...(Weights) > 0))
  static constexpr auto divisor(Prediction x, Target labels, Weights... weights) {
    return sum(detail::weights_of_rows<Ignored>(x, labels, weights...));
  }
  template <expression Prediction, expression Target>
  requires(is_integer(Target::type) && Ignored != no_ignored_label)
  static constexpr auto metric_divisor(Prediction x, Target labels) {
    return sum(detail::weights_of_rows<Ignored>(x, labels));
  }
};

namespace detail {
template <class Shape, int Place, real First, real... Rest>
constexpr auto elements_from() {
  if constexpr (sizeof...(Rest) == 0)
    return constant<First>;
  else
    return select(equal(iota<Shape, 0>{}, constant<double{Place}>), constant<First>,
                  elements_from<Shape, Place + 1, Rest...>());
}
/// Numbers as a vector.
template <real... X>
constexpr auto vector_of() {
  using out = shape<sizeof...(X)>;
  return broadcast_to<out>(elements_from<out, 0, X...>());
}
}  // namespace detail

/// A loss of classes whose rows count as much as the class they belong to: PyTorch's weight argument. Where the
/// weights are not known while compiling, they are a third argument: `softmax_cross_entropy(x, labels, weights)`.
///
///     class_weighted<1.0, 0.25, 2.0>(softmax_cross_entropy)
///
/// Errors    not one weight per class: [E052]
template <class Loss, real... Weight>
struct class_weighted_loss : Loss {
  template <reduction Other>
  using reduced = class_weighted_loss<typename Loss::template reduced<Other>, Weight...>;
  using weights = decltype(detail::vector_of<Weight...>());

  template <expression Prediction, expression Target>
  constexpr auto operator()(Prediction x, Target t) const {
    return Loss{}(x, t, weights{});
  }
  template <expression Prediction, expression Target>
  requires requires { Loss::divisor(Prediction{}, Target{}, weights{}); }
  static constexpr auto divisor(Prediction x, Target t) {
    return Loss::divisor(x, t, weights{});
  }
};
template <real... Weight, class Loss>
constexpr class_weighted_loss<Loss, Weight...> class_weighted(Loss) {
  return {};
}

}  // namespace tapeless
