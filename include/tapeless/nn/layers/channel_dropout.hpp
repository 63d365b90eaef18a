// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/constexpr_math.hpp>
#include <tapeless/nn/layers/dropout.hpp>
#include <tapeless/nn/layers/spatial_axes.hpp>

namespace tapeless {

/// In training, each channel of each sample is 0 with probability Rate and x / (1 − Rate) otherwise; in inference y = x.
///
/// Shapes    x: [batch, sizes…, channels]   →  y: same as x
/// Errors    a rate outside [0, 1): [E041]; too few axes: [E068]
/// Source    torch.nn.Dropout1d, Dropout2d, Dropout3d
template <int Spatial, real Rate>
struct channel_dropout_layer : layer<channel_dropout_layer<Spatial, Rate>> {
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::has_spatial_axes<X, Spatial>) {
      return detail::refused_for_its_axes<Spatial>(x);
    } else if constexpr (Rate.value > 0 && Rate.value < 1) {
      constexpr real kept = 1 - Rate.value;
      constexpr axis_set spatial = ((1 << Spatial) - 1) << detail::spatial_axis<X, Spatial>(0);
      using channels = shape_of_dims<reduced(X::shape_type::value, spatial)>;
      const auto mask = random_bernoulli<channels, kept>;
      return when_training(detail::in_type_of<X>(x * (mask * constant<1 / kept.value>)), x);
    } else {
      if constexpr (Rate.value != 0) refuse(sentence<dropout_requires_a_rate<Rate, false>>{});
      return x;
    }
  }
};
template <real Rate>
inline constexpr channel_dropout_layer<1, Rate> dropout1d{};
template <real Rate>
inline constexpr channel_dropout_layer<2, Rate> dropout2d{};
template <real Rate>
inline constexpr channel_dropout_layer<3, Rate> dropout3d{};

/// In training, each element is with probability Rate what selu tends to for very negative x, −λα; then all are scaled and
/// moved so that mean 0 and variance 1 stay. In inference y = x.
///
/// Shapes    x: any   →  y: same as x
/// Errors    a rate outside [0, 1): [E041]
/// Source    torch.nn.AlphaDropout
template <real Rate>
struct alpha_dropout_layer : layer<alpha_dropout_layer<Rate>> {
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (Rate.value > 0 && Rate.value < 1) {
      constexpr real kept = 1 - Rate.value;
      constexpr double limit = -1.7580993408473766;  // −λα
      constexpr double scale = 1 / core::math::sqrt((limit * limit * Rate.value + 1) * kept.value);
      const auto mask = random_bernoulli<typename X::shape_type, kept>;
      const auto y = select(mask, x, constant<limit>);
      return when_training(y * constant<scale> - constant<scale * limit * Rate.value>, x);
    } else {
      if constexpr (Rate.value != 0) refuse(sentence<dropout_requires_a_rate<Rate, false>>{});
      return x;
    }
  }
};
template <real Rate>
inline constexpr alpha_dropout_layer<Rate> alpha_dropout{};

}  // namespace tapeless
