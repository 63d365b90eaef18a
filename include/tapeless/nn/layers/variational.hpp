// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/effects.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/layers/dense.hpp>

namespace tapeless {

namespace tags {
struct mean;
struct log_variance;
}  // namespace tags

/// In training a draw from N(mean, e^log_variance), in inference the mean: `gaussian_sample(m, v)`.
///
/// Shapes    mean, log_variance: one shape   →  y: the same
/// Source    [kingma14] in docs/references.md
struct gaussian_sample_function {
  template <expression Mean, expression LogVariance>
  static constexpr auto body(Mean mean, LogVariance log_variance) {
    const auto noise = random_normal<typename Mean::shape_type>;
    return when_training(detail::in_type_of<Mean>(mean + exp(constant<0.5> * log_variance) * noise),
                         mean);
  }
  template <expression Mean, expression LogVariance>
  constexpr auto operator()(Mean, LogVariance) const {
    return call<function_form<gaussian_sample_function>, Mean, LogVariance>{};
  }
};
inline constexpr gaussian_sample_function gaussian_sample{};

/// KL(N(mean, e^log_variance) ‖ N(0, 1)) = −½ Σ (1 + log_variance − mean² − e^log_variance), over the last axis.
///
/// Shapes    mean, log_variance: [batch…, n]   →  y: [batch…]
/// Source    [kingma14] in docs/references.md, appendix B
template <expression Mean, expression LogVariance>
constexpr auto kl_to_standard_normal(Mean mean, LogVariance log_variance) {
  const auto each = square(mean) + exp(log_variance) - log_variance - constant<1.0>;
  return constant<0.5> * sum(each, axis<-1>);
}

/// The middle of a variational autoencoder, `encoder >> variational<16> >> decoder`: a draw from N(mean, e^log_variance),
/// both affine functions of x. Brings its term of the loss with it: Weight · mean of the divergence from N(0, 1).
///
/// Shapes      x: [batch…, in]   →  y: [batch…, N]
/// Parameters  mean.weight, log_variance.weight [in, N], mean.bias, log_variance.bias [N], initialised as dense
/// Defaults    Weight 1: for a loss that is summed over a row, with_reduction<reduction::batch_mean>(…)
/// Source      [kingma14], and [higgins17] for the weight, in docs/references.md
template <std::size_t N, real Weight>
struct variational_layer : layer<variational_layer<N, Weight>> {
  static constexpr detail::misfit numbers = detail::at_least_one(detail::argument::features, N);
  template <expression X>
  static constexpr auto body(X x) {
    const auto centre = x >> named<tags::mean>(dense<N>);
    const auto log_variance = x >> named<tags::log_variance>(dense<N>);
    return add_loss(gaussian_sample(centre, log_variance),
                    constant<Weight> * tapeless::mean(kl_to_standard_normal(centre, log_variance)));
  }
};
template <std::size_t N, real Weight = 1.0>
inline constexpr variational_layer<N, Weight> variational{};

}  // namespace tapeless
