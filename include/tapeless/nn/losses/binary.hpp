// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/losses/classes.hpp>
#include <tapeless/nn/losses/loss.hpp>

// Losses of yes-or-no predictions, element by element.
//
// Shapes    prediction, target: one shape   →  a scalar
// Default   the mean over all elements
// Errors    other shapes: [E048]

namespace tapeless {

namespace detail {
/// The share of elements that lie on the same side as the target; a scalar.
template <real PredictionEdge, real TargetEdge>
struct same_side_function {
  static constexpr bool takes_no_position = true;
  static constexpr auto body(auto p, auto t) {
    return mean(equal(p > constant<PredictionEdge>, as_numbers(p, t) > constant<TargetEdge>));
  }
};
}  // namespace detail

/// mean(softplus(x) − x t): the cross-entropy of sigmoid(x) and the probability t, without overflow. The gradient is
/// σ(x) − t everywhere, 0 included. With PositiveWeight (one number, or one for each element of the last axis) what
/// belongs to t counts so much more.
///
/// Target    probabilities in [0, 1]
/// Weights   a third argument that broadcasts: every element's loss is multiplied by its weight
/// Source    torch.nn.BCEWithLogitsLoss; PositiveWeight: pos_weight
template <reduction R = reduction::mean, real... PositiveWeight>
struct binary_cross_entropy_loss : loss<binary_cross_entropy_loss<R, PositiveWeight...>> {
  template <reduction Other>
  using reduced = binary_cross_entropy_loss<Other, PositiveWeight...>;

  /// The losses of single elements.
  static constexpr auto elements(auto x, auto target) {
    const auto t = detail::as_numbers(x, target);
    if constexpr (sizeof...(PositiveWeight) == 0) {
      return softplus_layer::body(x) - x * t;
    } else {
      const auto more = detail::vector_of<PositiveWeight...>() - constant<1.0>;
      return (constant<1.0> - t) * x + (constant<1.0> + more * t) * softplus_layer::body(-x);
    }
  }
  static constexpr auto body(auto x, auto t, auto... weights) {
    return detail::reduced_loss<R>((elements(x, t) * ... * weights));
  }

  static constexpr std::string_view metric_name = "accuracy";
  template <expression Prediction, expression Target>
  static constexpr auto metric(Prediction, Target) {
    return call<detail::same_side_function<0.0, 0.5>, Prediction, Target>{};
  }
};
inline constexpr binary_cross_entropy_loss<> binary_cross_entropy_with_logits{};
template <real... PositiveWeight>
inline constexpr binary_cross_entropy_loss<reduction::mean, PositiveWeight...>
    positive_weighted_cross_entropy{};

/// mean(−t ln p − (1 − t) ln(1 − p)) of probabilities p, logarithms not below −100. (Of scores x, p = σ(x), use
/// binary_cross_entropy_with_logits: no rounding to 0 or 1 between.)
///
/// Target    probabilities in [0, 1]
/// Gradient  (p − t) / max(p (1 − p), 1e-12)
/// Weights   a third argument that broadcasts: every element's loss is multiplied by its weight
/// Source    torch.nn.BCELoss
template <reduction R = reduction::mean>
struct binary_cross_entropy_of_probabilities : loss<binary_cross_entropy_of_probabilities<R>> {
  template <reduction Other>
  using reduced = binary_cross_entropy_of_probabilities<Other>;
  static constexpr auto body(auto p, auto target, auto... weights) {
    const auto t = detail::as_numbers(p, target);
    const auto q = constant<1.0> - p;
    const auto edge = p * q < constant<1e-12>;
    // inside the plain formula; at the edges a value and a slope
    const auto inside = select(edge, constant<0.5>, p);
    const auto plain = cross_entropy(t, log(inside), log(constant<1.0> - inside));
    const auto level = cross_entropy(t, stop_gradient(maximum(log(p), constant<-100.0>)),
                                     stop_gradient(maximum(log(q), constant<-100.0>)));
    const auto slope = constant<1e12> * stop_gradient(p - t);
    const auto each = select(edge, level + slope * (p - stop_gradient(p)), plain);
    return detail::reduced_loss<R>((each * ... * weights));
  }

  static constexpr std::string_view metric_name = "accuracy";
  template <expression Prediction, expression Target>
  static constexpr auto metric(Prediction, Target) {
    return call<detail::same_side_function<0.5, 0.5>, Prediction, Target>{};
  }

 private:
  static constexpr auto cross_entropy(auto t, auto log_p, auto log_q) {
    return -(t * log_p + (constant<1.0> - t) * log_q);
  }
};
inline constexpr binary_cross_entropy_of_probabilities<> binary_cross_entropy{};

/// The binary cross-entropy of each logit, times Alpha where t = 1 and 1 − Alpha where t = 0, times
/// (1 − the probability of the truth)^Gamma: what is right already counts little.
///
/// Defaults  Alpha 0.25 (negative: no factor), Gamma 2; the mean (torchvision's is `none`)
/// Target    probabilities in [0, 1]
/// Source    [lin17] in docs/references.md; torchvision.ops.sigmoid_focal_loss
template <real Alpha, real Gamma, reduction R = reduction::mean>
struct focal_loss : loss<focal_loss<Alpha, Gamma, R>> {
  static constexpr detail::misfit numbers = detail::first_misfit(
      {detail::share(detail::argument::alpha, Alpha.value < 0 ? 0.0 : Alpha.value),
       detail::not_negative(detail::argument::gamma, Gamma)});
  template <reduction Other>
  using reduced = focal_loss<Alpha, Gamma, Other>;
  static constexpr auto body(auto x, auto target) {
    const auto t = detail::as_numbers(x, target);
    const auto p = sigmoid(x);
    const auto wrong = p + t - constant<2.0> * p * t;  // 1 − (p t + (1 − p)(1 − t))
    const auto each = binary_cross_entropy_loss<>::elements(x, t) * pow(wrong, constant<Gamma>);
    if constexpr (Alpha.value >= 0)
      return detail::reduced_loss<R>(
          each * (constant<1 - Alpha.value> + constant<2 * Alpha.value - 1> * t));
    else
      return detail::reduced_loss<R>(each);
  }

  static constexpr std::string_view metric_name = "accuracy";
  template <expression Prediction, expression Target>
  static constexpr auto metric(Prediction, Target) {
    return call<detail::same_side_function<0.0, 0.5>, Prediction, Target>{};
  }
};
template <real Alpha = 0.25, real Gamma = 2.0>
inline constexpr focal_loss<Alpha, Gamma> focal{};

/// 1 − (2 Σ p t + Smooth) / (Σ p + Σ t + Smooth) of each row's probabilities p, all axes but the first: how little
/// what was found and what is there overlap.
///
/// Defaults  Smooth = 1
/// Target    probabilities in [0, 1]
/// Source    [milletari16] in docs/references.md (PyTorch has none)
template <real Smooth, reduction R = reduction::mean>
struct dice_loss : loss<dice_loss<Smooth, R>> {
  static constexpr detail::misfit numbers =
      detail::not_negative(detail::argument::smoothing, Smooth);
  template <reduction Other>
  using reduced = dice_loss<Smooth, Other>;
  template <expression Prediction, expression Target>
  static constexpr auto body(Prediction prediction, Target target) {
    constexpr std::size_t rows = Prediction::shape_type::value[0];
    using table = shape<rows, Prediction::shape_type::count / rows>;
    const auto p = reshape<table>(prediction);
    const auto t = reshape<table>(detail::as_numbers(prediction, target));
    const auto both = constant<2.0> * sum(p * t, axis<1>) + constant<Smooth>;
    return detail::reduced_loss<R>(constant<1.0> -
                                   both / (sum(p, axis<1>) + sum(t, axis<1>) + constant<Smooth>));
  }
};
template <real Smooth = 1.0>
inline constexpr dice_loss<Smooth> dice{};

/// mean(max(0, 1 − t x)). The gradient at t x = 1 is 0.
///
/// Target    −1 or 1
/// Source    [cortes95] in docs/references.md (PyTorch has no loss of this form: HingeEmbeddingLoss is another)
template <reduction R = reduction::mean>
struct hinge_loss : loss<hinge_loss<R>> {
  template <reduction Other>
  using reduced = hinge_loss<Other>;
  static constexpr auto body(auto x, auto t) {
    return detail::reduced_loss<R>(relu(constant<1.0> - detail::as_numbers(x, t) * x));
  }

  static constexpr std::string_view metric_name = "accuracy";
  template <expression Prediction, expression Target>
  static constexpr auto metric(Prediction, Target) {
    return call<detail::same_side_function<0.0, 0.0>, Prediction, Target>{};
  }
};
inline constexpr hinge_loss<> hinge{};

}  // namespace tapeless
