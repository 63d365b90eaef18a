// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>

#include <tapeless/core/constexpr_math.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>

// relu, tanh and sigmoid are single ops: see expr/operators.hpp.

namespace tapeless {

/// A formula that is both a function and a layer: `gelu(x)`, `x >> gelu`, `dense<8> >> gelu`.
/// Derive from it and give a static `body(x)`. As a function it takes no position in the paths of its
/// surroundings, as a layer it does, like torch.nn.functional and torch.nn.
template <class Self>
struct activation : layer_base {
  template <expression X>
  constexpr auto operator()(X) const {
    return call<function_form<Self>, X>{};
  }
  template <class... Given>
  constexpr auto operator()(Given... given) const {
    return detail::refused_numbers(given...);
  }
};

/// y = x where x > 0, else Slope · x. The gradient at 0 is Slope.
///
/// Source    torch.nn.LeakyReLU; default slope 0.01
template <real Slope>
struct leaky_relu_layer : activation<leaky_relu_layer<Slope>> {
  static constexpr auto body(auto x) { return select(x > constant<0.0>, x, x * constant<Slope>); }
};
template <real Slope = 0.01>
inline constexpr leaky_relu_layer<Slope> leaky_relu{};

/// y = x where x > 0, else Alpha · (eˣ − 1). The gradient at 0 is Alpha.
///
/// Source    [clevert16] in docs/references.md; torch.nn.ELU; default alpha 1
template <real Alpha>
struct elu_layer : activation<elu_layer<Alpha>> {
  static constexpr auto body(auto x) {
    const auto negative = x <= constant<0.0>;
    // eˣ of a large x must not reach the gradient
    const auto below = select(negative, x, constant<0.0>);
    return select(negative, constant<Alpha> * expm1(below), x);
  }
};
template <real Alpha = 1.0>
inline constexpr elu_layer<Alpha> elu{};

/// y = λ · elu_α(x), with α and λ that keep activations at mean 0 and variance 1.
///
/// Source    [klambauer17] in docs/references.md; torch.nn.SELU
struct selu_layer : activation<selu_layer> {
  static constexpr auto body(auto x) {
    return constant<1.0507009873554804934> * elu_layer<1.6732632423543772848>::body(x);
  }
};
inline constexpr selu_layer selu{};

/// y = x · Φ(x), Φ the distribution function of N(0, 1).
///
/// Source    [hendrycks16] in docs/references.md; torch.nn.GELU
struct gelu_layer : activation<gelu_layer> {
  static constexpr auto body(auto x) {
    return x * (constant<0.5> + constant<0.5> * erf(x * constant<0.70710678118654752440>));
  }
};
inline constexpr gelu_layer gelu{};

/// y = ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
///
/// Source    [hendrycks16] in docs/references.md; torch.nn.GELU(approximate="tanh")
struct gelu_tanh_layer : activation<gelu_tanh_layer> {
  static constexpr auto body(auto x) {
    const auto inner =
        x * (constant<0.79788456080286535588> + constant<0.035677408136300125> * square(x));
    return x * (constant<0.5> + constant<0.5> * tanh(inner));
  }
};
inline constexpr gelu_tanh_layer gelu_tanh{};

/// y = x · σ(1.702 x).
///
/// Source    [hendrycks16] in docs/references.md; OpenAI's CLIP
struct quick_gelu_layer : activation<quick_gelu_layer> {
  static constexpr auto body(auto x) { return x * sigmoid(constant<1.702> * x); }
};
inline constexpr quick_gelu_layer quick_gelu{};

/// y = x · σ(x), also known as swish.
///
/// Source    [ramachandran17] in docs/references.md; torch.nn.SiLU
struct silu_layer : activation<silu_layer> {
  static constexpr auto body(auto x) { return x * sigmoid(x); }
};
inline constexpr silu_layer silu{};
inline constexpr silu_layer swish{};

/// y = ln(1 + eˣ), as max(x, 0) + ln(1 + e^−|x|): no overflow. The gradient is σ(x) everywhere, 0 included: the
/// two branches are cut at the same side of 0.
///
/// Source    torch.nn.Softplus (equal in float32; PyTorch drops the second term above 20)
struct softplus_layer : activation<softplus_layer> {
  static constexpr auto body(auto x) {
    return relu(x) + log1p(exp(select(x > constant<0.0>, -x, x)));
  }
};
inline constexpr softplus_layer softplus{};

/// y = ln σ(x) = −softplus(−x).
///
/// Source    torch.nn.LogSigmoid
struct log_sigmoid_layer : activation<log_sigmoid_layer> {
  static constexpr auto body(auto x) { return -softplus_layer::body(-x); }
};
inline constexpr log_sigmoid_layer log_sigmoid{};

/// y = x · tanh(softplus(x)).
///
/// Source    [misra20] in docs/references.md; torch.nn.Mish
struct mish_layer : activation<mish_layer> {
  static constexpr auto body(auto x) { return x * tanh(softplus_layer::body(x)); }
};
inline constexpr mish_layer mish{};

/// y = x / (1 + |x|).
///
/// Source    torch.nn.Softsign
struct softsign_layer : activation<softsign_layer> {
  static constexpr auto body(auto x) { return x / (constant<1.0> + abs(x)); }
};
inline constexpr softsign_layer softsign{};

/// y = x held in [Low, High]. The gradient is 0 outside and at both edges.
///
/// Source    torch.nn.Hardtanh; default [−1, 1]
template <real Low, real High>
struct hard_tanh_layer : activation<hard_tanh_layer<Low, High>> {
  static constexpr detail::misfit numbers = detail::below(Low, High);
  static constexpr auto body(auto x) {
    return select(x <= constant<Low>, constant<Low>,
                  select(x >= constant<High>, constant<High>, x));
  }
};
inline constexpr hard_tanh_layer<-1.0, 1.0> hard_tanh{};
template <real Low, real High>
inline constexpr hard_tanh_layer<Low, High> hard_tanh_between{};

/// y = x held in [0, 6]. The gradient is 0 outside and at both edges.
///
/// Source    torch.nn.ReLU6
inline constexpr hard_tanh_layer<0.0, 6.0> relu6{};

/// y = (x + 3) / 6 held in [0, 1]. The gradient is 0 at both edges.
///
/// Source    [howard19] in docs/references.md; torch.nn.Hardsigmoid
struct hard_sigmoid_layer : activation<hard_sigmoid_layer> {
  static constexpr auto body(auto x) {
    const auto middle = constant<1.0 / 6> * (x + constant<3.0>);
    return select(x <= constant<-3.0>, constant<0.0>,
                  select(x >= constant<3.0>, constant<1.0>, middle));
  }
};
inline constexpr hard_sigmoid_layer hard_sigmoid{};

/// y = x · hard_sigmoid(x). The gradient is 0 at −3 and 1 at 3 (so PyTorch's documentation, and PyTorch from 2.7
/// on; before, −½ and 3/2).
///
/// Source    [howard19] in docs/references.md; torch.nn.Hardswish
struct hard_swish_layer : activation<hard_swish_layer> {
  static constexpr auto body(auto x) {
    const auto middle = constant<1.0 / 6> * (x + constant<3.0>);
    return x * select(x <= constant<-3.0>, constant<0.0>,
                      select(x < constant<3.0>, middle, constant<1.0>));
  }
};
inline constexpr hard_swish_layer hard_swish{};

namespace detail {
/// x less its greatest element along an axis. That is a constant in every formula it is used in, so no
/// gradient passes through it.
template <int Axis>
constexpr auto below_greatest(auto x) {
  return x - stop_gradient(max(x, axis<Axis>, keep_dims));
}
}  // namespace detail

/// A formula along one axis: also `softmax(x, axis<1>)`.
template <template <int> class Self, int Axis>
struct axis_activation : activation<Self<Axis>> {
  using activation<Self<Axis>>::operator();
  template <expression X, int Other>
  constexpr auto operator()(X, axis_list<Other>) const {
    return call<function_form<Self<Other>>, X>{};
  }
};

/// y = eˣ / Σ eˣ along an axis: `softmax(x)` the last, `softmax(x, axis<1>)`, `x >> softmax_over<1>`.
/// Computed on x − max x: no overflow.
///
/// Source    torch.nn.Softmax (which has no default axis)
template <int Axis>
struct softmax_layer : axis_activation<softmax_layer, Axis> {
  static constexpr auto body(auto x) {
    const auto powers = exp(detail::below_greatest<Axis>(x));
    return powers * reciprocal(sum(powers, axis<Axis>, keep_dims));
  }
};
inline constexpr softmax_layer<-1> softmax{};
template <int Axis>
inline constexpr softmax_layer<Axis> softmax_over{};

/// y = softmax(−x) along an axis; the last by default.
///
/// Source    torch.nn.Softmin
template <int Axis>
struct softmin_layer : axis_activation<softmin_layer, Axis> {
  static constexpr auto body(auto x) { return softmax_layer<Axis>::body(-x); }
};
inline constexpr softmin_layer<-1> softmin{};
template <int Axis>
inline constexpr softmin_layer<Axis> softmin_over{};

/// y = x − ln Σ eˣ along an axis; the last by default. Computed on x − max x: no overflow.
///
/// Source    torch.nn.LogSoftmax
template <int Axis>
struct log_softmax_layer : axis_activation<log_softmax_layer, Axis> {
  static constexpr auto body(auto x) {
    const auto below = detail::below_greatest<Axis>(x);
    return below - log(sum(exp(below), axis<Axis>, keep_dims));
  }
};
inline constexpr log_softmax_layer<-1> log_softmax{};
template <int Axis>
inline constexpr log_softmax_layer<Axis> log_softmax_over{};

/// y = ln Σ eˣ along an axis, which disappears; the last by default. A row of −inf gives −inf, a +inf gives +inf.
///
/// Source    torch.logsumexp
template <int Axis>
struct log_sum_exp_layer : axis_activation<log_sum_exp_layer, Axis> {
  static constexpr auto body(auto x) {
    const auto greatest = max(x, axis<Axis>, keep_dims);
    const auto infinite = equal(abs(greatest), constant<std::numeric_limits<double>::infinity()>);
    const auto level = stop_gradient(select(infinite, constant<0.0>, greatest));
    const auto y = level + log(sum(exp(x - level), axis<Axis>, keep_dims));
    return tapeless::detail::drop<decltype(x)>(axis<Axis>, y);
  }
};
inline constexpr log_sum_exp_layer<-1> log_sum_exp{};
template <int Axis>
inline constexpr log_sum_exp_layer<Axis> log_sum_exp_over{};

}  // namespace tapeless
