// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <tapeless/expr/operators.hpp>
#include <tapeless/nn/activations.hpp>
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
/// σ(x) − t everywhere, 0 included.
///
/// Target    probabilities in [0, 1]
/// Source    torch.nn.BCEWithLogitsLoss
template <reduction R = reduction::mean>
struct binary_cross_entropy_loss : loss<binary_cross_entropy_loss<R>> {
  template <reduction Other>
  using reduced = binary_cross_entropy_loss<Other>;
  static constexpr auto body(auto x, auto t) {
    return detail::reduced_loss<R>(softplus_layer::body(x) - x * detail::as_numbers(x, t));
  }

  static constexpr std::string_view metric_name = "accuracy";
  template <expression Prediction, expression Target>
  static constexpr auto metric(Prediction, Target) {
    return call<detail::same_side_function<0.0, 0.5>, Prediction, Target>{};
  }
};
inline constexpr binary_cross_entropy_loss<> binary_cross_entropy_with_logits{};

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
