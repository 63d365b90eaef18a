// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/require.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/losses/binary.hpp>
#include <tapeless/nn/losses/classes.hpp>
#include <tapeless/nn/losses/loss.hpp>
#include <tapeless/nn/losses/not_below_zero.hpp>

// Losses that ask for a distance: between a prediction and 0, or between scores.

namespace tapeless {

template <int P, bool OneOrTwo = (P == 1 || P == 2)>
struct multi_margin_requires_one_or_two {
  static_assert(OneOrTwo, "multi_margin<P, Margin>: P must be 1 or 2 [E053]");
};

namespace detail {
/// The last axis twice.
constexpr dims squared(dims d) {
  d[d.rank] = d[d.rank - 1];
  ++d.rank;
  return d;
}
}  // namespace detail

/// mean(ln(1 + e^(−t x))).
///
/// Target    −1 or 1, of the prediction's shape
/// Source    torch.nn.SoftMarginLoss
template <reduction R = reduction::mean>
struct soft_margin_loss : loss<soft_margin_loss<R>> {
  template <reduction Other>
  using reduced = soft_margin_loss<Other>;
  static constexpr auto body(auto x, auto t) {
    return detail::reduced_loss<R>(softplus_layer::body(-(detail::as_numbers(x, t) * x)));
  }
  static constexpr std::string_view metric_name = "accuracy";
  template <expression Prediction, expression Target>
  static constexpr auto metric(Prediction, Target) {
    return call<detail::same_side_function<0.0, 0.0>, Prediction, Target>{};
  }
};
inline constexpr soft_margin_loss<> soft_margin{};

/// mean(x where t = 1, max(0, Margin − x) where t = −1), x a distance.
///
/// Defaults  Margin = 1
/// Target    −1 or 1, of the prediction's shape
/// Source    torch.nn.HingeEmbeddingLoss
template <real Margin, reduction R = reduction::mean>
struct hinge_embedding_loss : loss<hinge_embedding_loss<Margin, R>> {
  template <reduction Other>
  using reduced = hinge_embedding_loss<Margin, Other>;
  static constexpr auto body(auto x, auto target) {
    const auto t = detail::as_numbers(x, target);
    const auto apart = detail::not_below_zero(constant<Margin> - x);
    return detail::reduced_loss<R>(select(equal(t, constant<1.0>), constant<0.0>, apart) +
                                   select(equal(t, constant<-1.0>), constant<0.0>, x));
  }
};
template <real Margin = 1.0>
inline constexpr hinge_embedding_loss<Margin> hinge_embedding{};

/// Σ max(0, Margin − x at the label + xᵢ)^P / classes over the other classes i; the mean over rows. With weights,
/// times that of the label's class.
///
/// Shapes    prediction: [batch…, classes]; labels: integers, [batch…]; weights, if given: [classes]   →  a scalar
/// Defaults  P = 1, Margin = 1
/// Errors    P neither 1 nor 2: [E053]; as nll
/// Source    torch.nn.MultiMarginLoss
template <int P, real Margin, reduction R = reduction::mean>
struct multi_margin_loss : class_loss<multi_margin_loss<P, Margin, R>> {
  using checked = decltype(refuse(sentence<multi_margin_requires_one_or_two<P>>{}));
  template <reduction Other>
  using reduced = multi_margin_loss<P, Margin, Other>;
  static constexpr bool takes_distributions = false;

  template <expression Prediction, expression Labels, expression... Weights>
  static constexpr auto body(Prediction x, Labels labels, Weights... weights) {
    using rows = detail::rows_of<typename Prediction::shape_type>;
    constexpr std::size_t classes = Prediction::shape_type::value[rows::rank];
    const auto hit = one_hot<classes>(labels);
    const auto own = sum(select(hit, x, constant<0.0>), axis<-1>, keep_dims);
    const auto over = select(hit, constant<0.0>, relu(constant<Margin> - own + x));
    const auto each = mean(power(over), axis<-1>, keep_dims);
    if constexpr (sizeof...(Weights) == 0)
      return reduce<rows>(each);
    else
      return reduce<rows>(each * sum(select(hit, weights..., constant<0.0>), axis<-1>, keep_dims));
  }
  static constexpr void divisor() {}  // the mean is over rows, whatever they weigh

 private:
  static constexpr auto power(auto x) {
    if constexpr (P == 2)
      return square(x);
    else
      return x;
  }
  template <class Rows>
  static constexpr auto reduce(auto each) {
    if constexpr (R == reduction::none)
      return reshape<Rows>(each);
    else
      return detail::reduced_loss<R>(each);
  }
};
template <int P = 1, real Margin = 1.0>
inline constexpr multi_margin_loss<P, Margin> multi_margin{};

namespace detail {
/// One number for each row of the last axis, reduced.
template <reduction R>
constexpr auto mean_of_rows(auto each) {
  return reduced_loss<R>(mean(each, axis<-1>));
}
}  // namespace detail

/// The binary cross-entropy of logits, the mean over classes and then over rows. With weights, each class times its own.
///
/// Shapes    prediction, target: [batch…, classes]; weights, if given, broadcast   →  a scalar
/// Target    0 or 1
/// Source    torch.nn.MultiLabelSoftMarginLoss
template <reduction R = reduction::mean>
struct multilabel_soft_margin_loss : loss<multilabel_soft_margin_loss<R>> {
  template <reduction Other>
  using reduced = multilabel_soft_margin_loss<Other>;
  static constexpr auto body(auto x, auto t, auto... weights) {
    return detail::mean_of_rows<R>((binary_cross_entropy_loss<>::elements(x, t) * ... * weights));
  }
  static constexpr std::string_view metric_name = "accuracy";
  template <expression Prediction, expression Target>
  static constexpr auto metric(Prediction, Target) {
    return call<detail::same_side_function<0.0, 0.5>, Prediction, Target>{};
  }
};
inline constexpr multilabel_soft_margin_loss<> multilabel_soft_margin{};

/// Σ max(0, 1 − xⱼ + xᵢ) / classes over the labels j of a row and the classes i that are none of them; the mean over rows.
///
/// Shapes    prediction, target: [batch…, classes]   →  a scalar
/// Target    the labels' classes (integers or numbers) one after the other, −1 behind the last
/// Source    torch.nn.MultiLabelMarginLoss
template <reduction R = reduction::mean>
struct multilabel_margin_loss : loss<multilabel_margin_loss<R>> {
  template <reduction Other>
  using reduced = multilabel_margin_loss<Other>;
  template <expression Prediction, expression Target>
  static constexpr auto body(Prediction x, Target target) {
    using from = typename Prediction::shape_type;
    constexpr int places = from::rank - 1;
    constexpr double classes = from::value[places];
    const auto t = detail::as_numbers(x, target);
    const auto place = iota<from, places>{};
    const auto end = min(select(t < constant<0.0>, place, constant<classes>), axis<-1>, keep_dims);
    // how often each class stands among a row's labels: [batch…, labels, classes]
    const auto column = expand_dims<-1>(select(place < end, t, constant<-1.0>));
    using table = shape_of_dims<detail::squared(from::value)>;
    const auto times = sum(equal(column, iota<table, places + 1>{}), axis<-2>);
    const auto others = expand_dims<-2>(equal(times, constant<0.0>));
    const auto over = relu(constant<1.0> - expand_dims<-1>(x) + expand_dims<-2>(x));
    return detail::mean_of_rows<R>(times * sum(others * over, axis<-1>));
  }
};
inline constexpr multilabel_margin_loss<> multilabel_margin{};

}  // namespace tapeless
