// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>

#include <tapeless/core/list.hpp>
#include <tapeless/core/require.hpp>
#include <tapeless/ops/contraction/product_loops.hpp>
#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

// What an op has to say, each with the sentence that asks for it. Rules that make nodes (vjp, batched) or need lanes (lane)
// are templates, of which only the presence can be seen here: their forms are checked where they are called
// (passes/derive/gradient_rules.hpp, passes/rewrite/batch.hpp, kernels/nest/apply.hpp).

/// True if an op says what it is.
template <class Op>
concept named_op = requires {
  { Op::name } -> std::convertible_to<std::string_view>;
  { Op::arity } -> std::convertible_to<int>;
  { Op::kind } -> std::convertible_to<op_kind>;
};
template <class Op>
concept op_with_shape = requires(const shape_request& r) {
  { Op::shape(r) } -> std::same_as<dims>;
};
/// True if an op has the members of every op.
template <class Op>
concept complete_op = named_op<Op> && op_with_shape<Op>;

namespace detail {
void takes_op(const op_defaults*);
}
/// True if an op stands on the common part of its kind.
template <class Op>
concept op_of_a_kind = requires(const Op* op) { detail::takes_op(op); };

/// True if the numbers of an op are a struct that can be read, packed and printed.
template <class Op>
concept op_with_named_attributes = requires(
    const packed_attributes& p, const typename Op::attributes& a, op_defaults& out, const dims& y) {
  { Op::attributes::read(p) } -> std::same_as<typename Op::attributes>;
  { a.packed() } -> std::same_as<packed_attributes>;
  { a.print(out, y) } -> std::same_as<void>;
};
/// True if what names a region names it in one way, whatever op it is (ir/graph.hpp, region_named).
template <class Op>
concept op_with_region = requires(const packed_attributes& p) {
  { Op::attributes::read(p).region } -> std::convertible_to<int>;
  requires Op::attributes::read(packed_attributes{.first = 1}).region == 1;
};

// (a rule that is a template has no type, so the default is all that can be recognised)
template <class Op>
concept op_without_vjp = requires { requires std::same_as<decltype(Op::vjp), const not_said>; };
template <class Op>
concept op_with_reason_for_no_vjp = requires {
  { Op::no_gradient } -> std::convertible_to<std::string_view>;
} || requires {
  { Op::differentiated_by } -> std::convertible_to<std::string_view>;
};
template <class Op>
concept op_without_lane = requires { requires std::same_as<decltype(Op::lane), const not_said>; };
namespace detail {
/// Rules of every count of operands: where an op's own rule takes as many, a call could mean either.
struct lane_rivals {
  template <class A>
  static int lane(A);
  template <class A, class B>
  static int lane(A, B);
  template <class A, class B, class C>
  static int lane(A, B, C);
};
template <class Op>
struct lane_contest : Op, lane_rivals {
  using lane_rivals::lane;
  using Op::lane;
};
template <class Op, class... X>
concept lane_taken_by = !requires(X... x) { lane_contest<Op>::lane(x...); };
}  // namespace detail
/// True if the lane rule of an op takes one argument for each operand. (Its body is not looked at: only kernels know lanes.)
template <class Op>
concept op_with_whole_lane =
    !op_without_lane<Op> &&
    ((Op::arity == 1 && detail::lane_taken_by<Op, not_said>) ||
     (Op::arity == 2 && detail::lane_taken_by<Op, not_said, not_said>) ||
     (Op::arity == 3 && detail::lane_taken_by<Op, not_said, not_said, not_said>));
template <class Op>
concept op_without_batching =
    requires { requires std::same_as<decltype(Op::batched), const not_said>; };
template <class Op>
concept op_with_place = requires(const place_request& r) {
  { Op::place(r) } -> std::same_as<place_of_value>;
};
/// True if the laws know where to look at a view, or need not: slices of loops and questions are tested with their passes.
template <class Op>
concept view_with_sample = Op::is_question || Op::stands != standing::with_operands || requires {
  { Op::sample() } -> std::same_as<view_sample>;
};
template <class Op>
concept op_with_loops = requires(const product_request& r, const dims& d) {
  { Op::loops(r) } -> std::same_as<product_loops>;
  { Op::folded(d, d, d) } -> std::same_as<dims>;
};
template <class Op>
concept op_with_time_rule = requires(const time_request& r) {
  { Op::over_time(r) } -> std::same_as<time_rule>;
};
template <class Op>
concept op_with_fold = requires {
  { Op::template identity<float> } -> std::convertible_to<float>;
  requires !requires { requires std::same_as<decltype(Op::across), const not_said>; };
};

template <class Op, bool Holds>
struct op_requires_name_arity_kind_and_shape {
  static_assert(
      Holds, "all_ops: an op must have name, arity, kind, and shape(shape_request) -> dims [E003]");
};
template <class Op, bool Holds>
struct op_requires_a_gradient {
  static_assert(Holds,
                "all_ops: an op must have one of vjp(y, dy, x...), no_gradient = \"why\", "
                "differentiated_by = \"what\" [E119]");
};
template <class Op, bool Holds>
struct op_requires_a_lane_rule {
  static_assert(
      Holds, "all_ops: an elementwise op must have lane(x...), with one x for each operand [E120]");
};
template <class Op, bool Holds>
struct op_requires_a_place {
  static_assert(
      Holds,
      "all_ops: a view must have place(place_request) -> place_of_value, where strides find its "
      "elements, and sample() -> view_sample, where the laws look [E121]");
};
template <class Op, bool Holds>
struct op_requires_loops {
  static_assert(
      Holds,
      "all_ops: a contraction must have loops(product_request) -> product_loops, and folded(y, a, "
      "b) -> dims [E151]");
};
template <class Op, bool Holds>
struct op_requires_a_batching_rule {
  static_assert(
      Holds,
      "all_ops: an op must say what becomes of it with one axis more: batched(b) -> value, "
      "perhaps b.refused() [E122]");
};
template <class Op, bool Holds>
struct op_requires_a_fold {
  static_assert(
      Holds, "all_ops: a reduction must have identity<T>, lane(a, x) and across(chunk, x) [E123]");
};
template <class Op, bool Holds>
struct op_requires_a_name_of_its_own {
  static_assert(Holds, "all_ops: each op must be listed once, and have a name of its own [E124]");
};
template <class Op, bool Holds>
struct op_requires_to_be_listed {
  static_assert(Holds, "code_of<Op>: an op must be listed in all_ops (ops/all.hpp) [E125]");
};
template <class Op, bool Holds>
struct op_requires_named_attributes {
  static_assert(
      Holds,
      "all_ops: the struct attributes of an op must have read(packed_attributes), packed() and "
      "print(out, dims) [E126]");
};
template <class Op, bool Holds>
struct op_requires_a_region {
  static_assert(
      Holds,
      "all_ops: an op that stands in or around a region must have the attribute region, packed "
      "as first [E129]");
};
template <class Op, bool Holds>
struct op_requires_a_kind {
  static_assert(
      Holds,
      "all_ops: an op must derive from elementwise<arity> or structural<kind, arity> [E127]");
};
template <class Op, bool Holds>
struct op_requires_a_time_rule {
  static_assert(
      Holds,
      "all_ops: the rule along time of an op must be over_time(time_request) -> time_rule [E128]");
};

/// The answers of an op to what passes ask by its code (ops/op.hpp explains each member).
struct op_facts {
  std::string_view name{};
  op_kind kind{};
  int arity = 0;
  bool commutative = false;
  int first_typed = 0;
  op_cost cost{};
  formula written{};
  bool broadcasts = false;
  bool needs_position = false;
  bool repeats_elements = false, keeps_order = false, leaves_out = false;
  int index_operand = -1;
  axis_set addressed = 0;
  standing stands{};
  leaf_write writes{};
  int stored_operand = -1;
  bool picks_elements = false;
  bool is_question = false, names_node = false;
  dims (*shape)(const shape_request&) = nullptr;
  place_of_value (*place)(const place_request&) = nullptr;  ///< of a view
  /// of a contraction that may run as a fold: the axes summed, for the shapes of y, a and b
  dims (*folded)(const dims& y, const dims& a, const dims& b) = nullptr;
  product_loops (*loops)(const product_request&) = nullptr;  ///< of a contraction
  time_rule (*over_time)(const time_request&) = nullptr;
};

/// The facts of one op; the sentence of the first member that it lacks. (An op that was refused has the facts that it says, so that
/// the sentence is the only error.)
template <class Op>
constexpr op_facts said_by() {
  if constexpr (!complete_op<Op>)
    refuse(sentence<op_requires_name_arity_kind_and_shape<Op, false>>{});
  else if constexpr (!op_of_a_kind<Op>)
    refuse(sentence<op_requires_a_kind<Op, false>>{});
  else if constexpr (!op_with_named_attributes<Op>)
    refuse(sentence<op_requires_named_attributes<Op, false>>{});
  else if constexpr (Op::stands != standing::with_operands && !op_with_region<Op>)
    refuse(sentence<op_requires_a_region<Op, false>>{});
  else if constexpr (op_without_vjp<Op> == !op_with_reason_for_no_vjp<Op>)
    refuse(sentence<op_requires_a_gradient<Op, false>>{});
  else if constexpr (!op_with_time_rule<Op>)
    refuse(sentence<op_requires_a_time_rule<Op, false>>{});
  else if constexpr (Op::broadcasts && !op_with_whole_lane<Op>)
    refuse(sentence<op_requires_a_lane_rule<Op, false>>{});
  else if constexpr (Op::kind == op_kind::reduction && (op_without_lane<Op> || !op_with_fold<Op>))
    refuse(sentence<op_requires_a_fold<Op, false>>{});
  else if constexpr (Op::kind == op_kind::contraction && !op_with_loops<Op>)
    refuse(sentence<op_requires_loops<Op, false>>{});
  else if constexpr (Op::kind == op_kind::view && !(op_with_place<Op> && view_with_sample<Op>))
    refuse(sentence<op_requires_a_place<Op, false>>{});
  else if constexpr (Op::kind != op_kind::source && !Op::is_question && op_without_batching<Op>)
    refuse(sentence<op_requires_a_batching_rule<Op, false>>{});
  op_facts f{};
  if constexpr (named_op<Op> && op_of_a_kind<Op>) {
    f = {Op::name,
         Op::kind,
         Op::arity,
         Op::commutative,
         Op::first_typed,
         Op::cost,
         Op::written,
         Op::broadcasts,
         Op::needs_position,
         Op::repeats_elements,
         Op::keeps_order,
         Op::leaves_out,
         Op::index_operand,
         Op::addressed,
         Op::stands,
         Op::writes,
         Op::stored_operand,
         Op::picks_elements,
         Op::is_question,
         Op::names_node,
         nullptr,
         nullptr,
         nullptr,
         nullptr,
         nullptr};
    f.shape = &elementwise<1>::shape;
    f.over_time = &op_defaults::over_time;
    if constexpr (op_with_shape<Op>) f.shape = &Op::shape;
    if constexpr (op_with_time_rule<Op>) f.over_time = &Op::over_time;
    if constexpr (Op::kind == op_kind::view && op_with_place<Op>) f.place = &Op::place;
    if constexpr (Op::kind == op_kind::contraction && op_with_loops<Op>) {
      f.folded = &Op::folded;
      f.loops = &Op::loops;
    }
  }
  return f;
}

/// The first op whose name an earlier one has, or -1.
constexpr int listed_twice(view<op_facts> facts) {
  for (int i = 0; i < facts.size(); ++i)
    for (int k = 0; k < i; ++k)
      if (!facts[i].name.empty() && facts[i].name.size() == facts[k].name.size() &&
          facts[i].name == facts[k].name)
        return i;
  return -1;
}

}  // namespace tapeless::ops
