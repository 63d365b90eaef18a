// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <type_traits>

#include <tapeless/config.hpp>
#include <tapeless/kernels/lanes.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless::kernels {

/// One named value of a kernel. A kernel holds its values as bases of one object, never in an
/// array: g++ keeps arrays of registers in memory.
template <int I, class V>
struct slot {
  V value;
};

/// True if an op's result is a comparison's: a mask on lanes.
template <class Op>
inline constexpr bool gives_mask = [] {
  using one = lane<float, 1>;
  using truth = mask<float, 1>;
  if constexpr (!Op::broadcasts || Op::takes_condition || !op_with_whole_lane<Op>)
    return false;
  else if constexpr (Op::arity == 1)
    return std::is_same_v<decltype(Op::lane(one())), truth>;
  else if constexpr (Op::arity == 2)
    return std::is_same_v<decltype(Op::lane(one(), one())), truth>;
  return false;
}();

/// A value on lanes of N, as a number; a single one is repeated.
template <int N, class T, int From>
TAPELESS_INLINE lane<T, N> as_number(lane<T, From> x) {
  if constexpr (From == N)
    return x;
  else
    return lane<T, N>(x[0]);
}
template <int N, class T, int From>
TAPELESS_INLINE lane<T, N> as_number(mask<T, From> x) {
  return as_number<N>(number(x));
}
/// … and as a condition.
template <int N, class T, int From>
TAPELESS_INLINE mask<T, N> as_condition(lane<T, From> x) {
  return as_number<N>(x) != lane<T, N>(T(0));
}
template <int N, class T, int From>
TAPELESS_INLINE mask<T, N> as_condition(mask<T, From> x) {
  if constexpr (From == N)
    return x;
  else
    return as_condition<N>(number(x));
}

/// y = Op(a, b, c); operands past the op's arity are ignored. A conversion whose result is read in registers rounds there, as
/// memory would: `To` is its type, or weak for all else.
template <class Op, element To, class Y, class A, class B, class C>
TAPELESS_INLINE void apply(Y& y, const A& a, [[maybe_unused]] const B& b,
                           [[maybe_unused]] const C& c) {
  constexpr int n = Y::width;
  if constexpr (!op_with_whole_lane<Op>)
    y = Y{};  // (ops/complete.hpp has said why)
  else if constexpr (To != element::weak)
    y = as_number<n>(a).template rounded_to<storage_of<To>>();
  else if constexpr (Op::takes_condition)
    y = Op::lane(as_condition<n>(a), as_number<n>(b), as_number<n>(c));
  else if constexpr (Op::arity == 1)
    y = Op::lane(as_number<n>(a));
  else if constexpr (Op::arity == 2)
    y = Op::lane(as_number<n>(a), as_number<n>(b));
  else
    y = Op::lane(as_number<n>(a), as_number<n>(b), as_number<n>(c));
}

/// The first of two if the condition holds, else the second.
template <class A, class B>
TAPELESS_INLINE A& pick(std::true_type, A& a, B&) {
  return a;
}
template <class A, class B>
TAPELESS_INLINE B& pick(std::false_type, A&, B& b) {
  return b;
}

}  // namespace tapeless::kernels
