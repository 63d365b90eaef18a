// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/expression.hpp>
#include <tapeless/expr/refused_arguments.hpp>

namespace tapeless {

template <class Op, class Left, class Right, class LeftShape, class RightShape, bool Broadcast>
struct operands_require_shapes_that_broadcast {
  static_assert(Broadcast,
                "op(a, b): shapes of a and b must broadcast: from the last axis on, sizes must be "
                "equal or 1 [E010]");
};

template <class Number, bool IsNumber>
struct operand_requires_a_constant {
  static_assert(
      !IsNumber,
      "x op 2.0: a number in an expression must be part of its type: write constant<2.0> [E028]");
};

namespace detail {
/// Operands that are mistaken for expressions: numbers and layers. They are let in to be refused by name.
template <class X>
concept mistaken_operand = std::is_arithmetic_v<X> || layer_like<X>;

template <class Other>
constexpr void refuse_operand() {
  if constexpr (std::is_arithmetic_v<Other>)
    refuse(sentence<operand_requires_a_constant<Other, true>>{});
  else
    refuse(sentence<function_requires_expressions<arguments_given<Other>, false>>{});
}
}  // namespace detail

/// Operands of operators: two expressions.
template <class A, class B>
concept operands = (expression<A> && (expression<B> || detail::mistaken_operand<B>)) ||
                   (detail::mistaken_operand<A> && expression<B>);

/// An elementwise op of two expressions.
template <class Op, class A, class B>
requires operands<A, B>
constexpr auto binary(A, B) {
  if constexpr (!expression<A>) {
    detail::refuse_operand<A>();
    return stand_in<typename B::shape_type, B::type>{};
  } else if constexpr (!expression<B>) {
    detail::refuse_operand<B>();
    return stand_in<typename A::shape_type, A::type>{};
  } else {
    using a = typename A::shape_type;
    using b = typename B::shape_type;
    if constexpr (std::is_same_v<a, b>) {  // by far the most frequent: no computation for it
      return apply<Op, a, A, B>{};
    } else if constexpr (constexpr dims both = broadcast(a::value, b::value); both.rank >= 0) {
      return apply<Op, shape_of_dims<both>, A, B>{};
    } else {
      using meant = std::conditional_t<(a::rank >= b::rank), a, b>;
      if constexpr (!(detail::was_refused<A> || detail::was_refused<B>))
        refuse(sentence<operands_require_shapes_that_broadcast<Op, left_operand<A>,
                                                               right_operand<B>, a, b, false>>{});
      return stand_in<meant, promote(A::type, B::type)>{};
    }
  }
}

/// An elementwise op of one expression.
template <class Op, expression X>
constexpr apply<Op, typename X::shape_type, X> unary(X) {
  return {};
}

template <class A, class B>
requires operands<A, B>
constexpr auto operator+(A a, B b) {
  return binary<ops::add_op>(a, b);
}
template <class A, class B>
requires operands<A, B>
constexpr auto operator-(A a, B b) {
  return binary<ops::sub_op>(a, b);
}
template <class A, class B>
requires operands<A, B>
constexpr auto operator*(A a, B b) {
  return binary<ops::mul_op>(a, b);
}
template <class A, class B>
requires operands<A, B>
constexpr auto operator/(A a, B b) {
  return binary<ops::div_op>(a, b);
}
template <class A, class B>
requires operands<A, B>
constexpr auto operator<(A a, B b) {
  return binary<ops::less_op>(a, b);
}
template <class A, class B>
requires operands<A, B>
constexpr auto operator<=(A a, B b) {
  return binary<ops::less_equal_op>(a, b);
}
template <class A, class B>
requires operands<A, B>
constexpr auto operator>(A a, B b) {
  return binary<ops::less_op>(b, a);
}
template <class A, class B>
requires operands<A, B>
constexpr auto operator>=(A a, B b) {
  return binary<ops::less_equal_op>(b, a);
}
template <expression X>
constexpr auto operator-(X x) {
  return unary<ops::neg_op>(x);
}

/// A function of expressions that is also a layer: `tanh(x)`, `x >> tanh`, `dense<8> >> tanh`.
template <class Op>
struct unary_function : layer_base {
  template <expression X>
  constexpr auto operator()(X x) const {
    return unary<Op>(x);
  }
  template <class... Given>
  constexpr auto operator()(Given... given) const {
    return detail::refused_operands(given...);
  }
};

/// y = f(x) elementwise; each has its definition, domain and gradient at its op in ops/.
inline constexpr unary_function<ops::abs_op> abs{};
inline constexpr unary_function<ops::sign_op> sign{};
inline constexpr unary_function<ops::exp_op> exp{};
inline constexpr unary_function<ops::expm1_op> expm1{};
inline constexpr unary_function<ops::log_op> log{};
inline constexpr unary_function<ops::log1p_op> log1p{};
inline constexpr unary_function<ops::sqrt_op> sqrt{};
inline constexpr unary_function<ops::rsqrt_op> rsqrt{};
inline constexpr unary_function<ops::reciprocal_op> reciprocal{};
inline constexpr unary_function<ops::tanh_op> tanh{};
inline constexpr unary_function<ops::logistic_op> sigmoid{};
inline constexpr unary_function<ops::erf_op> erf{};
inline constexpr unary_function<ops::sin_op> sin{};
inline constexpr unary_function<ops::cos_op> cos{};
inline constexpr unary_function<ops::relu_op> relu{};
inline constexpr unary_function<ops::floor_op> floor{};
inline constexpr unary_function<ops::ceil_op> ceil{};
inline constexpr unary_function<ops::trunc_op> trunc{};
inline constexpr unary_function<ops::round_op> round{};
inline constexpr unary_function<ops::is_nan_op> is_nan{};
inline constexpr unary_function<ops::stop_gradient_op> stop_gradient{};

template <class A, class B>
requires operands<A, B>
constexpr auto pow(A a, B b) {
  return binary<ops::pow_op>(a, b);
}
template <class A, class B>
requires operands<A, B>
constexpr auto maximum(A a, B b) {
  return binary<ops::maximum_op>(a, b);
}
template <class A, class B>
requires operands<A, B>
constexpr auto minimum(A a, B b) {
  return binary<ops::minimum_op>(a, b);
}
template <class A, class B>
requires operands<A, B>
constexpr auto equal(A a, B b) {
  return binary<ops::equal_op>(a, b);
}
template <class A, class B>
requires operands<A, B>
constexpr auto not_equal(A a, B b) {
  return binary<ops::not_equal_op>(a, b);
}
template <expression X>
constexpr auto square(X x) {
  return x * x;
}

/// a where the condition is not 0, else b.
template <expression C, class A, class B>
requires(operands<C, A> && operands<C, B>)
constexpr auto select(C c, A a, B b) {
  if constexpr (!expression<A>) {
    detail::refuse_operand<A>();
    return stand_in<typename C::shape_type, C::type>{};
  } else {
    const auto taken = binary<ops::select_op>(a, b);
    if constexpr (!expression<B>)
      return taken;
    else
      return apply<ops::select_op, typename decltype(binary<ops::select_op>(c, taken))::shape_type,
                   C, A, B>{};
  }
}

/// x held between low and high.
template <expression X, class L, class H>
requires(operands<X, L> && operands<X, H>)
constexpr auto clamp(X x, L low, H high) {
  return minimum(maximum(x, low), high);
}

/// x in another element type: `convert<double>(x)`.
template <class Element, expression X>
constexpr converted_to<Element, X> convert(X) {
  return {};
}

namespace detail {
/// y in the type of parameters beside X: indices and random numbers are floats, and promote 16-bit types.
template <expression X, expression Y>
constexpr auto in_type_of(Y y) {
  if constexpr (Y::type == element_of<real_of<X>>)
    return y;
  else
    return convert<real_of<X>>(y);
}
}  // namespace detail

}  // namespace tapeless
