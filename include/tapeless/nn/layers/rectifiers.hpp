// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/initialisers.hpp>

namespace tapeless {

/// y = x where x > 0, else weight · x, the weight being trained.
///
/// Shapes      x: [batch…, channels]   →  y: same as x
/// Parameters  weight [N], one for all or one per channel, 0.25 at first
/// Defaults    N = 1, as PyTorch (whose channels are axis 1)
/// Errors      N neither 1 nor the channels: [E010]
/// Source      [he15] in docs/references.md; torch.nn.PReLU
template <std::size_t N>
struct prelu_layer : layer<prelu_layer<N>> {
  template <expression X>
  static constexpr auto body(X x) {
    constexpr parameter<tags::weight, shape<N>, init::constant<0.25>, real_of<X>> weight{};
    return select(x > constant<0.0>, x, weight * x);
  }
};
template <std::size_t N = 1>
inline constexpr prelu_layer<N> prelu{};

/// y = x where x ≥ 0, else a · x: in training a is drawn from U(Low, High) for each element, in inference it is the mean.
///
/// Defaults  U(1/8, 1/3), as PyTorch
/// Source    [xu15] in docs/references.md; torch.nn.RReLU
template <real Low, real High>
struct rrelu_layer : layer<rrelu_layer<Low, High>> {
  static constexpr detail::misfit numbers = detail::bounds_in_order(Low, High);
  template <expression X>
  static constexpr auto body(X x) {
    constexpr real range = High.value - Low.value, middle = (Low.value + High.value) / 2;
    const auto slope = constant<Low> + constant<range> * random_uniform<typename X::shape_type>;
    const auto rectified = [&](auto a) {
      return select(x >= constant<0.0>, x, detail::in_type_of<X>(a * x));
    };
    return when_training(rectified(slope), rectified(constant<middle>));
  }
};
template <real Low = 1.0 / 8, real High = 1.0 / 3>
inline constexpr rrelu_layer<Low, High> rrelu{};

/// y = max(x, 0) + min(Alpha · (e^(x/Alpha) − 1), 0).
///
/// Source    [barron17] in docs/references.md; torch.nn.CELU; default alpha 1
template <real Alpha>
struct celu_layer : activation<celu_layer<Alpha>> {
  static constexpr detail::misfit numbers = detail::not_zero(detail::argument::alpha, Alpha);
  static constexpr auto body(auto x) {
    const auto negative = x <= constant<0.0>;
    // eˣ of a large x must not reach the gradient
    const auto below = select(negative, x, constant<0.0>);
    return select(negative, constant<Alpha> * expm1(constant<1 / Alpha.value> * below), x);
  }
};
template <real Alpha = 1.0>
inline constexpr celu_layer<Alpha> celu{};

/// y = x where x > Level, else Value. The gradient at the level is 0.
///
/// Source    torch.nn.Threshold
template <real Level, real Value>
struct threshold_layer : activation<threshold_layer<Level, Value>> {
  static constexpr auto body(auto x) { return select(x <= constant<Level>, constant<Value>, x); }
};
template <real Level, real Value>
inline constexpr threshold_layer<Level, Value> threshold{};

/// y = x where |x| > Lambda, else 0.
///
/// Source    torch.nn.Hardshrink; default λ ½
template <real Lambda>
struct hard_shrink_layer : activation<hard_shrink_layer<Lambda>> {
  static constexpr detail::misfit numbers = detail::not_negative(detail::argument::lambda, Lambda);
  static constexpr auto body(auto x) {
    return select(abs(x) <= constant<Lambda>, constant<0.0>, x);
  }
};
template <real Lambda = 0.5>
inline constexpr hard_shrink_layer<Lambda> hard_shrink{};

/// y = x moved towards 0 by Lambda, 0 where |x| ≤ Lambda.
///
/// Source    torch.nn.Softshrink; default λ ½
template <real Lambda>
struct soft_shrink_layer : activation<soft_shrink_layer<Lambda>> {
  static constexpr detail::misfit numbers = detail::not_negative(detail::argument::lambda, Lambda);
  static constexpr auto body(auto x) {
    return select(x > constant<Lambda>, x - constant<Lambda>,
                  select(x < constant<-Lambda.value>, x + constant<Lambda>, constant<0.0>));
  }
};
template <real Lambda = 0.5>
inline constexpr soft_shrink_layer<Lambda> soft_shrink{};

/// y = x − tanh x.
///
/// Source    torch.nn.Tanhshrink
struct tanh_shrink_layer : activation<tanh_shrink_layer> {
  static constexpr auto body(auto x) { return x - tanh(x); }
};
inline constexpr tanh_shrink_layer tanh_shrink{};

}  // namespace tapeless
