// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>

#include <tapeless/core/element.hpp>
#include <tapeless/core/shape.hpp>

namespace tapeless::ops {

/// What passes need to know of an op without knowing the op.
enum class op_kind {
  source,       ///< no operands: leaf, constant, iota
  elementwise,  ///< one result element from one element of each operand, NumPy broadcasting
  reduction,    ///< folds some axes to size 1
  contraction,  ///< sums of products
  view,         ///< the same elements at other indices; costs nothing while strides can say it
  movement,     ///< copies elements to other indices
  loop,         ///< takes values into, through or out of a repeated region
  effect        ///< writes a leaf
};

/// The type of what an op makes of operands, given the type that these promote to: arithmetic with integers gives numbers of
/// the default type, a sum of integers has room for the sum.
constexpr element type_of_result(op_kind kind, element promoted) {
  if (!is_integer(promoted)) return promoted;
  if (kind == op_kind::elementwise) return default_element;
  const bool sums = kind == op_kind::reduction || kind == op_kind::contraction;
  return sums ? accumulates_in(promoted) : promoted;
}

/// The numbers that some ops carry besides their operands. Each op's file says which it uses.
struct attributes {
  int axis = 0;    ///< an axis, a set of axes, or packed axes
  int first = 0;   ///< start, amount before, stream, …
  int second = 0;  ///< step, gap, …
  double value = 0;

  friend constexpr bool operator==(const attributes& a, const attributes& b) {
    return a.axis == b.axis && a.first == b.first && a.second == b.second &&
           ((a.value == b.value) || (a.value != a.value && b.value != b.value));
  }
};

/// Arguments of a shape rule: operand shapes, attributes, and the shape asked for (used by the
/// ops whose result shape is free: reshape, broadcast, slice, pad, …).
struct shape_request {
  fixed<dims, 3> operand{};
  attributes attr{};
  dims wanted{};
};

/// Common part of ops on single elements: result shape by broadcasting.
template <int Arity>
struct elementwise {
  static constexpr op_kind kind = op_kind::elementwise;
  static constexpr int arity = Arity;
  static constexpr bool smooth = true;  ///< has a continuous derivative where samples look
  static constexpr bool commutative = false;
  static constexpr double sample_low = -2, sample_high = 2;  ///< where the gradient check looks

  static constexpr dims shape(const shape_request& r) {
    dims d = r.operand[0];
    for (int i = 1; i < Arity; ++i) {
      if (d.rank >= 0) d = broadcast(d, r.operand[i]);
    }
    return d;
  }
};

/// Common part of the ops that are not elementwise.
template <op_kind Kind, int Arity>
struct structural {
  static constexpr op_kind kind = Kind;
  static constexpr int arity = Arity;
  static constexpr bool smooth = false;
  static constexpr bool commutative = false;
  static constexpr dims shape(const shape_request& r) { return r.wanted; }
};

/// "No gradient flows to any operand": what a vjp rule returns for a piecewise constant op.
template <class Value, class... Rest>
constexpr std::array<Value, 1 + sizeof...(Rest)> no_gradient(Value, Rest...) {
  return {};
}

/// An op is complete when it has a name, an arity, a kind, a shape rule; what the kernels and
/// the differentiation need besides is asked for where it is used, per kind.
template <class Op>
concept complete_op = requires(const shape_request& r) {
  { Op::name } -> std::convertible_to<std::string_view>;
  { Op::arity } -> std::convertible_to<int>;
  { Op::kind } -> std::convertible_to<op_kind>;
  { Op::shape(r) } -> std::same_as<dims>;
};

}  // namespace tapeless::ops
