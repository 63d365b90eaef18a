// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include <tapeless/core/element.hpp>
#include <tapeless/core/shape.hpp>
#include <tapeless/ops/attributes.hpp>
#include <tapeless/ops/cost.hpp>
#include <tapeless/ops/place.hpp>
#include <tapeless/ops/time.hpp>

namespace tapeless::ops {

/// The kind of an op: enough for most of what passes decide.
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

/// Arguments of a shape rule: operand shapes, attributes, and the shape asked for (used by the
/// ops whose result shape is free: reshape, broadcast, slice, pad, …).
struct shape_request {
  fixed<dims, 3> operand{};
  packed_attributes attr{};
  dims wanted{};
};

/// The region in which a node stands.
enum class standing {
  with_operands,  ///< in the innermost region of its operands
  in_region,      ///< in the region that its attributes name
  around_region   ///< outside that region: it takes a value out
};

/// The effect of an op on a leaf, its first operand.
enum class leaf_write {
  none,
  all,       ///< the second operand is its new value
  add_some,  ///< adds slices, the second operand, at indices, the third
  put_some   ///< replaces slices so
};

/// An op as text in a formula, and how strongly it holds its operands together: 0 choice, 1 comparison, 2 sum,
/// 3 product, 4 everything else. In the pattern "a3 * b4" a, b, c are operands, in parentheses if they hold less strongly
/// than the number says. Without a pattern it is a function by the op's name.
struct formula {
  std::string_view pattern{};
  int binds = 4;
};

/// The shape of some sizes.
constexpr dims dims_of(std::initializer_list<int> sizes) {
  dims d;
  for (int n : sizes) d[d.rank++] = n;
  return d;
}

/// The case at which the laws over all views look (tests/properties/): shapes of an operand and of the result, and numbers.
struct view_sample {
  dims from{};
  dims to{};
  packed_attributes attr{};
};

/// A member that an op has to say, and has not.
struct not_said {};

/// The common part of all kinds: the defaults of an op's members.
///
/// Besides these an op has `name`, perhaps a struct `attributes`, its gradient, and what its kind asks for
/// (ops/complete.hpp).
struct op_defaults {
  using attributes = no_attributes;

  static constexpr bool smooth = false;  ///< has a continuous derivative where samples look
  static constexpr bool commutative = false;
  static constexpr op_cost cost = op_cost::move;
  static constexpr formula written{};

  static constexpr bool broadcasts = false;      ///< its operands meet element by element
  static constexpr bool needs_position = false;  ///< an element depends on its own number
  static constexpr int first_typed = 0;  ///< of the operands whose types promote to the result's
  static constexpr bool takes_condition = false;  ///< its first operand is true or false
  /// each element of the result is one of the first operand's …
  static constexpr bool repeats_elements = false;
  static constexpr bool keeps_order = false;  ///< … in the same row-major order …
  static constexpr bool leaves_out = false;   ///< … and some of them are left out
  static constexpr int index_operand = -1;    ///< the operand that holds indices, or -1
  /// the set of operands that it reads by address: they must be in memory
  static constexpr axis_set addressed = 0;
  static constexpr standing stands = standing::with_operands;
  static constexpr leaf_write writes = leaf_write::none;
  /// the operand that it only stores elsewhere, or -1
  static constexpr int stored_operand = -1;
  /// an element is one of the first operand's, at an index: it runs in the loops of its users
  static constexpr bool picks_elements = false;
  static constexpr bool is_question = false;  ///< a pass answers it; later passes do not see it
  static constexpr bool names_node = false;   ///< `attr.first` is the number of a node

  /// The gradient is one of these: `vjp(y, dy, x...)` returns std::array<value, arity>, with an empty value where no gradient
  /// flows; `no_gradient` is the reason why none flows at all; `differentiated_by` says which pass does it otherwise.
  static constexpr not_said vjp{}, no_gradient{}, differentiated_by{};

  static constexpr not_said lane{}, place{}, sample{}, batched{}, loops{}, folded{};

  /// Without a rule along time, frames cannot be told apart.
  static constexpr time_rule over_time(const time_request&) { return {}; }
};

/// Common part of ops on single elements: result shape by broadcasting.
///
/// Such an op adds `lane(x...)`, the same on one element or a register of them.
template <int Arity>
struct elementwise : op_defaults {
  static constexpr op_kind kind = op_kind::elementwise;
  static constexpr int arity = Arity;
  static constexpr op_cost cost = op_cost::simple;
  static constexpr bool smooth = true;
  static constexpr bool broadcasts = true;
  static constexpr double sample_low = -2, sample_high = 2;  ///< where the gradient check looks

  static constexpr dims shape(const shape_request& r) {
    dims d = r.operand[0];
    for (int i = 1; i < Arity; ++i) {
      if (d.rank >= 0) d = broadcast(d, r.operand[i]);
    }
    return d;
  }

  static constexpr auto batched(auto& b) { return b.by_elements(); }

  static constexpr time_rule over_time(const time_request& r) { return meets_by_elements(r); }
};

/// Common part of the ops that are not elementwise.
/// A view adds `place(request)`, where strides find its elements, and `sample()`.
template <op_kind Kind, int Arity>
struct structural : op_defaults {
  static constexpr op_kind kind = Kind;
  static constexpr int arity = Arity;
  static constexpr bool repeats_elements = Kind == op_kind::view;
  static constexpr dims shape(const shape_request& r) { return r.wanted; }
};

}  // namespace tapeless::ops
