// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <climits>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/losses/loss.hpp>

namespace tapeless {

template <class Prediction, class Labels, int Rank>
struct cross_entropy_requires_classes {
  static_assert(Rank >= 1,
                "softmax_cross_entropy(prediction, labels): the prediction must have an axis of "
                "classes [E046]");
};
template <class Prediction, class Labels, int LabelRank, int BatchRank>
struct labels_require_one_axis_less {
  static_assert(LabelRank == BatchRank,
                "softmax_cross_entropy(prediction, labels): labels must have the prediction's axes "
                "but the last [E021]");
};
template <class Prediction, class Labels, std::size_t Rows, std::size_t LabelRows, bool SameSizes>
struct labels_require_as_many_rows {
  static_assert(SameSizes,
                "softmax_cross_entropy(prediction, labels): labels must have as many rows as the "
                "prediction [E027]");
};

template <real Smoothing, bool InRange = (Smoothing.value >= 0 && Smoothing.value < 1)>
struct label_smoothing_requires_a_share {
  static_assert(InRange, "label_smoothed_cross_entropy<S>: the smoothing must be in [0, 1) [E047]");
};

namespace detail {
constexpr dims without_last(dims d) {
  if (d.rank > 0) d[--d.rank] = 1;
  return d;
}
template <class Shape>
using rows_of = shape_of_dims<without_last(Shape::value)>;

/// The share of rows whose greatest element is at the label; a scalar.
struct accuracy_function {
  static constexpr bool takes_no_position = true;
  template <expression Prediction, expression Target>
  static constexpr auto body(Prediction p, Target t) {
    if constexpr (Target::type == element::int32)
      return mean(equal(argmax(p, axis<-1>), t));
    else
      return mean(equal(argmax(p, axis<-1>), argmax(t, axis<-1>)));
  }
};
}  // namespace detail

/// The share of rows of a [batch…, classes] prediction whose greatest element is at the label (int32, [batch…]), or
/// at the greatest element of a distribution.
template <expression Prediction, expression Target>
constexpr auto accuracy(Prediction, Target) {
  return call<detail::accuracy_function, Prediction, Target>{};
}

/// No label is left out.
inline constexpr int no_ignored_label = INT_MIN;

/// −Σ q ln softmax(x) over the last axis, the mean over all rows.
///
/// q is the target, chosen by its element type:
///   integers    the label's class:   q = 1 at the label, [batch…]
///   numbers     a distribution over the classes, of the prediction's shape
/// and with Smoothing s it becomes (1 − s) q + s / classes.
///
/// Shapes    prediction: [batch…, classes], unnormalised   →  a scalar
/// Defaults  no smoothing; no label is ignored (PyTorch ignores −100: `cross_entropy_ignoring<-100>`)
/// Domain    no overflow: computed on x − max x. A label outside [0, classes) counts as no class at all: the row's
///           value means nothing then (PyTorch stops the program).
/// Errors    labels of another shape: [E021], [E027]; of another type: [E020]; a distribution of another
///           shape: [E048]; no axis of classes: [E046];
///           a smoothing outside [0, 1): [E047]
/// Source    torch.nn.CrossEntropyLoss; smoothing: [szegedy16] in docs/references.md
///
/// Everything is kept as rows ([batch…, 1]): loss and gradient are one pass over each row.
template <reduction R = reduction::mean, real Smoothing = 0.0, int Ignored = no_ignored_label>
struct softmax_cross_entropy_loss : loss<softmax_cross_entropy_loss<R, Smoothing, Ignored>> {
  using checked = decltype(refuse(sentence<label_smoothing_requires_a_share<Smoothing>>{}));
  template <reduction Other>
  using reduced = softmax_cross_entropy_loss<Other, Smoothing, Ignored>;

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
    constexpr bool integers = Target::type == element::int32;
    if constexpr (from::rank > 0 && std::is_same_v<to, std::conditional_t<integers, rows, from>>)
      return true;
    else if constexpr (tapeless::detail::was_refused<Prediction>)
      return false;  // the sentence has been said
    else if constexpr (from::rank == 0)
      refuse(sentence<cross_entropy_requires_classes<p, t, from::rank>>{});
    else if constexpr (!integers && std::is_same_v<to, rows>)
      refuse(sentence<indices_require_integers<t, Target::type>>{});
    else if constexpr (!integers)
      refuse(sentence<loss_requires_a_target_like_the_prediction<p, t, from, to, false>>{});
    else if constexpr (to::rank != from::rank - 1)
      refuse(sentence<labels_require_one_axis_less<p, t, to::rank, from::rank - 1>>{});
    else
      refuse(sentence<labels_require_as_many_rows<p, t, rows::count, to::count, false>>{});
    return false;
  }

  template <expression Prediction, expression Target>
  static constexpr auto body(Prediction x, Target target) {
    using rows = detail::rows_of<typename Prediction::shape_type>;
    constexpr int classes = Prediction::shape_type::value[rows::rank];
    const auto below = detail::below_greatest<-1>(x);
    const auto level = log(sum(exp(below), axis<-1>, keep_dims));
    if constexpr (Target::type == element::int32) {
      const auto hit = one_hot<static_cast<std::size_t>(classes)>(target);
      const auto picked = sum(select(hit, below, constant<0.0>), axis<-1>, keep_dims);
      if constexpr (Ignored == no_ignored_label) {
        return reduce<rows>(level - smoothed(picked, below));
      } else {
        const auto counts = not_equal(expand_dims<-1>(target), constant<double{Ignored}>);
        const auto each = select(counts, level - smoothed(picked, below), constant<0.0>);
        if constexpr (R == reduction::mean)
          return sum(each) / sum(counts);
        else
          return reduce<rows>(each);
      }
    } else {
      const auto expected = sum(target * below, axis<-1>, keep_dims);
      const auto whole = sum(target, axis<-1>, keep_dims);
      if constexpr (Smoothing.value > 0) {
        const auto weight = constant<1 - Smoothing.value> * whole + constant<Smoothing>;
        return reduce<rows>(level * weight - smoothed(expected, below));
      } else {
        return reduce<rows>(level * whole - expected);
      }
    }
  }

  static constexpr std::string_view metric_name = "accuracy";
  static constexpr auto metric(auto p, auto t) { return accuracy(p, t); }

 private:
  static constexpr auto smoothed(auto picked, auto below) {
    if constexpr (Smoothing.value > 0)
      return constant<1 - Smoothing.value> * picked +
             constant<Smoothing> * mean(below, axis<-1>, keep_dims);
    else
      return picked;
  }
  template <class Rows, expression X>
  static constexpr auto reduce(X each) {
    if constexpr (R == reduction::none)
      return reshape<Rows>(each);
    else
      return detail::reduced_loss<R>(each);
  }
};
inline constexpr softmax_cross_entropy_loss<> softmax_cross_entropy{};

/// PyTorch's CrossEntropyLoss(label_smoothing=S).
template <real Smoothing>
inline constexpr softmax_cross_entropy_loss<reduction::mean, Smoothing>
    label_smoothed_cross_entropy{};

/// PyTorch's CrossEntropyLoss(ignore_index=Label): rows with this label add nothing, and are not counted in the mean.
template <int Label, real Smoothing = 0.0>
inline constexpr softmax_cross_entropy_loss<reduction::mean, Smoothing, Label>
    cross_entropy_ignoring{};

}  // namespace tapeless
