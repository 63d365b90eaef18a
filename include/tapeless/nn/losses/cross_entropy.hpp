// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>

#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/losses/classes.hpp>
#include <tapeless/nn/losses/loss.hpp>

namespace tapeless {

template <real Smoothing, bool InRange = (Smoothing.value >= 0 && Smoothing.value < 1)>
struct label_smoothing_requires_a_share {
  static_assert(InRange, "label_smoothed_cross_entropy<S>: the smoothing must be in [0, 1) [E047]");
};

namespace detail {
/// −ln of what a row gives its label's class, [batch…, 1]. The row's logarithms are `below` less `level`.
template <reduction R, int Ignored, real Smoothing, class Level, expression Below,
          expression Labels, expression... Weights>
constexpr auto label_loss(Level level, Below below, Labels labels, Weights... weights) {
  using rows = rows_of<typename Below::shape_type>;
  constexpr std::size_t classes = Below::shape_type::value[rows::rank];
  const auto less = [](auto known, auto x) {
    if constexpr (std::is_same_v<decltype(known), number<0.0>>)
      return -x;
    else
      return known - x;
  };
  const auto hit = one_hot<classes>(labels);
  const auto picked = sum(select(hit, below, constant<0.0>), axis<-1>, keep_dims);
  const auto each = [&] {
    if constexpr (sizeof...(Weights) == 0 && Smoothing.value > 0) {
      return less(level, constant<1 - Smoothing.value> * picked +
                             constant<Smoothing> * mean(below, axis<-1>, keep_dims));
    } else if constexpr (sizeof...(Weights) == 0) {
      return less(level, picked);
    } else {
      const auto own = sum(select(hit, weights..., constant<0.0>), axis<-1>, keep_dims);
      if constexpr (Smoothing.value > 0)
        return constant<1 - Smoothing.value> * (own * less(level, picked)) +
               constant<Smoothing> *
                   mean((weights * ...) * less(level, below), axis<-1>, keep_dims);
      else
        return own * less(level, picked);
    }
  }();
  if constexpr (Ignored == no_ignored_label)
    return reduced_rows<R, Ignored, rows>(each, below, labels, weights...);
  else
    return reduced_rows<R, Ignored, rows>(
        select(counted<Ignored>(expand_dims<-1>(labels)), each, constant<0.0>), below, labels,
        weights...);
}
}  // namespace detail

/// −x at the label over the last axis, x the logarithms of probabilities (`log_softmax`); the mean over all rows.
///
/// Shapes    prediction: [batch…, classes]; labels: integers, [batch…]; weights, if given: [classes]   →  a scalar
/// Default   no label is ignored (PyTorch ignores −100: `nll_ignoring<-100>`)
/// Errors    as softmax_cross_entropy; a target that is not integers: [E020]
/// Source    torch.nn.NLLLoss
template <reduction R = reduction::mean, int Ignored = no_ignored_label>
struct nll_loss : class_loss<nll_loss<R, Ignored>, Ignored> {
  template <reduction Other>
  using reduced = nll_loss<Other, Ignored>;
  static constexpr bool takes_distributions = false;
  static constexpr auto body(auto x, auto labels, auto... weights) {
    return detail::label_loss<R, Ignored, 0.0>(constant<0.0>, x, labels, weights...);
  }
};
inline constexpr nll_loss<> nll{};
template <int Label>
inline constexpr nll_loss<reduction::mean, Label> nll_ignoring{};

/// −Σ q ln softmax(x) over the last axis, the mean over all rows.
///
/// q is the target, chosen by its element type:
///   integers    the label's class:   q = 1 at the label, [batch…]
///   numbers     a distribution over the classes, of the prediction's shape
/// and with Smoothing s it becomes (1 − s) q + s / classes.
///
/// Shapes    prediction: [batch…, classes], unnormalised; weights of the classes, if given: [classes]   →  a scalar
/// Defaults  no smoothing; no label is ignored (PyTorch ignores −100: `cross_entropy_ignoring<-100>`)
/// Domain    no overflow: computed on x − max x. A label outside [0, classes) counts as no class at all: the row's
///           value means nothing then (PyTorch stops the program).
/// Errors    labels of another shape: [E021], [E027]; of another type: [E020]; a distribution of another
///           shape: [E048]; no axis of classes: [E046];
///           a smoothing outside [0, 1): [E047]; not one weight per class: [E052]
/// Source    torch.nn.CrossEntropyLoss; smoothing: [szegedy16] in docs/references.md
///
/// Everything is kept as rows ([batch…, 1]): loss and gradient are one pass over each row.
template <reduction R = reduction::mean, real Smoothing = 0.0, int Ignored = no_ignored_label>
struct softmax_cross_entropy_loss
    : class_loss<softmax_cross_entropy_loss<R, Smoothing, Ignored>, Ignored> {
  using checked = decltype(refuse(sentence<label_smoothing_requires_a_share<Smoothing>>{}));
  template <reduction Other>
  using reduced = softmax_cross_entropy_loss<Other, Smoothing, Ignored>;

  template <expression Prediction, expression Target, expression... Weights>
  static constexpr auto body(Prediction x, Target target, Weights... weights) {
    using rows = detail::rows_of<typename Prediction::shape_type>;
    const auto below = detail::below_greatest<-1>(x);
    const auto level = log(sum(exp(below), axis<-1>, keep_dims));
    if constexpr (is_integer(Target::type)) {
      return detail::label_loss<R, Ignored, Smoothing>(level, below, target, weights...);
    } else {
      const auto weighted = (target * ... * weights);
      const auto expected = sum(weighted * below, axis<-1>, keep_dims);
      const auto whole = sum(weighted, axis<-1>, keep_dims);
      const auto each = [&] {
        if constexpr (Smoothing.value == 0)
          return level * whole - expected;
        else if constexpr (sizeof...(Weights) == 0)
          return level * (constant<1 - Smoothing.value> * whole + constant<Smoothing>)-(
                             constant<1 - Smoothing.value> * expected +
                             constant<Smoothing> * mean(below, axis<-1>, keep_dims));
        else
          return constant<1 - Smoothing.value> * (level * whole - expected) +
                 constant<Smoothing> * mean((weights * ...) * (level - below), axis<-1>, keep_dims);
      }();
      return detail::reduced_rows<R, no_ignored_label, rows>(each, x, target);
    }
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
