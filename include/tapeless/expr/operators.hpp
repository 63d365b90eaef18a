// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/expression.hpp>

namespace tapeless {

template <class Op, class Left, class Right, dims LeftShape, dims RightShape>
struct operands_require_shapes_that_broadcast {
  static constexpr bool holds = broadcast(LeftShape, RightShape).rank >= 0;
  static_assert(holds,
                "op(a, b): shapes of a and b must broadcast: from the last axis on, sizes must be equal or 1 [E010]");
};

template <class Number>
struct operand_requires_a_constant {
  static constexpr bool holds = !std::is_arithmetic_v<Number>;
  static_assert(holds,
                "x op 2.0: a number in an expression must be part of its type: write constant<2.0> [E028]");
};

namespace detail {
template <class Op, class Left, class Right,
          bool Fits = require<operands_require_shapes_that_broadcast<
              Op, left_operand<Left>, right_operand<Right>, Left::shape_type::value, Right::shape_type::value>>>
struct binary_result {
  using type = apply<Op, shape_of_dims<broadcast(Left::shape_type::value, Right::shape_type::value)>, Left, Right>;
};
template <class Op, class Left, class Right>
struct binary_result<Op, Left, Right, false> {
  using type = Left;  // stand-in after an error
};
// equal shapes and scalars are by far the most frequent: no computation for them
template <class Op, class Left, class Right>
  requires std::is_same_v<typename Left::shape_type, typename Right::shape_type>
struct binary_result<Op, Left, Right, true> {
  using type = apply<Op, typename Left::shape_type, Left, Right>;
};
}  // namespace detail

/// An elementwise op of two expressions.
template <class Op, expression A, expression B>
constexpr auto binary(A, B) {
  return typename detail::binary_result<Op, A, B>::type{};
}

/// An elementwise op of one expression.
template <class Op, expression X>
constexpr apply<Op, typename X::shape_type, X> unary(X) {
  return {};
}

template <expression A, expression B>
constexpr auto operator+(A a, B b) { return binary<add_op>(a, b); }
template <expression A, expression B>
constexpr auto operator-(A a, B b) { return binary<sub_op>(a, b); }
template <expression A, expression B>
constexpr auto operator*(A a, B b) { return binary<mul_op>(a, b); }
template <expression A, expression B>
constexpr auto operator/(A a, B b) { return binary<div_op>(a, b); }
template <expression A, expression B>
constexpr auto operator<(A a, B b) { return binary<less_op>(a, b); }
template <expression A, expression B>
constexpr auto operator<=(A a, B b) { return binary<less_equal_op>(a, b); }
template <expression A, expression B>
constexpr auto operator>(A a, B b) { return binary<less_op>(b, a); }
template <expression A, expression B>
constexpr auto operator>=(A a, B b) { return binary<less_equal_op>(b, a); }
template <expression X>
constexpr auto operator-(X x) { return unary<neg_op>(x); }

// numbers beside expressions: one sentence instead of a page of candidates
template <class N>
concept plain_number = std::is_arithmetic_v<N>;
template <expression A, plain_number N>
constexpr A operator+(A a, N) { static_cast<void>(require<operand_requires_a_constant<N>>); return a; }
template <expression A, plain_number N>
constexpr A operator-(A a, N) { static_cast<void>(require<operand_requires_a_constant<N>>); return a; }
template <expression A, plain_number N>
constexpr A operator*(A a, N) { static_cast<void>(require<operand_requires_a_constant<N>>); return a; }
template <expression A, plain_number N>
constexpr A operator/(A a, N) { static_cast<void>(require<operand_requires_a_constant<N>>); return a; }
template <plain_number N, expression A>
constexpr A operator+(N, A a) { static_cast<void>(require<operand_requires_a_constant<N>>); return a; }
template <plain_number N, expression A>
constexpr A operator-(N, A a) { static_cast<void>(require<operand_requires_a_constant<N>>); return a; }
template <plain_number N, expression A>
constexpr A operator*(N, A a) { static_cast<void>(require<operand_requires_a_constant<N>>); return a; }
template <plain_number N, expression A>
constexpr A operator/(N, A a) { static_cast<void>(require<operand_requires_a_constant<N>>); return a; }

/// A function of expressions that is also a layer: `tanh(x)`, `x >> tanh`, `dense<8> >> tanh`.
template <class Op>
struct unary_function : layer_base {
  template <expression X>
  constexpr auto operator()(X x) const {
    return unary<Op>(x);
  }
};

/// y = f(x) elementwise; each has its definition, domain and gradient at its op in ops/.
inline constexpr unary_function<abs_op> abs{};
inline constexpr unary_function<sign_op> sign{};
inline constexpr unary_function<exp_op> exp{};
inline constexpr unary_function<expm1_op> expm1{};
inline constexpr unary_function<log_op> log{};
inline constexpr unary_function<log1p_op> log1p{};
inline constexpr unary_function<sqrt_op> sqrt{};
inline constexpr unary_function<rsqrt_op> rsqrt{};
inline constexpr unary_function<reciprocal_op> reciprocal{};
inline constexpr unary_function<tanh_op> tanh{};
inline constexpr unary_function<logistic_op> sigmoid{};
inline constexpr unary_function<erf_op> erf{};
inline constexpr unary_function<sin_op> sin{};
inline constexpr unary_function<cos_op> cos{};
inline constexpr unary_function<relu_op> relu{};
inline constexpr unary_function<floor_op> floor{};
inline constexpr unary_function<ceil_op> ceil{};
inline constexpr unary_function<trunc_op> trunc{};
inline constexpr unary_function<round_op> round{};
inline constexpr unary_function<is_nan_op> is_nan{};
inline constexpr unary_function<stop_gradient_op> stop_gradient{};

template <expression A, expression B>
constexpr auto pow(A a, B b) { return binary<pow_op>(a, b); }
template <expression A, expression B>
constexpr auto maximum(A a, B b) { return binary<maximum_op>(a, b); }
template <expression A, expression B>
constexpr auto minimum(A a, B b) { return binary<minimum_op>(a, b); }
template <expression A, expression B>
constexpr auto equal(A a, B b) { return binary<equal_op>(a, b); }
template <expression A, expression B>
constexpr auto not_equal(A a, B b) { return binary<not_equal_op>(a, b); }
template <expression X>
constexpr auto square(X x) { return x * x; }

/// a where the condition is not 0, else b.
template <expression C, expression A, expression B>
constexpr auto select(C, A, B) {
  using taken = typename detail::binary_result<select_op, A, B>::type;
  using whole = typename detail::binary_result<select_op, C, taken>::type;
  return apply<select_op, typename whole::shape_type, C, A, B>{};
}

/// x held between low and high; nan stays nan. The gradient is x's on [low, high], edges included, as torch.clamp's.
template <expression X, expression L, expression H>
constexpr auto clamp(X x, L low, H high) {
  return select(x < low, low, select(x > high, high, x));
}

/// x in another element type: `convert<double>(x)`.
template <class Element, expression X>
constexpr converted_to<Element, X> convert(X) {
  return {};
}

}  // namespace tapeless
