// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/ops/complete.hpp>
#include <tapeless/ops/contraction/contract.hpp>
#include <tapeless/ops/contraction/convolve.hpp>
#include <tapeless/ops/contraction/convolve_filter.hpp>
#include <tapeless/ops/effect/add_at.hpp>
#include <tapeless/ops/effect/assign.hpp>
#include <tapeless/ops/effect/global_sum.hpp>
#include <tapeless/ops/effect/put_at.hpp>
#include <tapeless/ops/elementwise/abs.hpp>
#include <tapeless/ops/elementwise/add.hpp>
#include <tapeless/ops/elementwise/ceil.hpp>
#include <tapeless/ops/elementwise/convert.hpp>
#include <tapeless/ops/elementwise/cos.hpp>
#include <tapeless/ops/elementwise/div.hpp>
#include <tapeless/ops/elementwise/equal.hpp>
#include <tapeless/ops/elementwise/erf.hpp>
#include <tapeless/ops/elementwise/exp.hpp>
#include <tapeless/ops/elementwise/expm1.hpp>
#include <tapeless/ops/elementwise/floor.hpp>
#include <tapeless/ops/elementwise/fma.hpp>
#include <tapeless/ops/elementwise/fnma.hpp>
#include <tapeless/ops/elementwise/is_nan.hpp>
#include <tapeless/ops/elementwise/less.hpp>
#include <tapeless/ops/elementwise/less_equal.hpp>
#include <tapeless/ops/elementwise/log.hpp>
#include <tapeless/ops/elementwise/log1p.hpp>
#include <tapeless/ops/elementwise/logistic.hpp>
#include <tapeless/ops/elementwise/maximum.hpp>
#include <tapeless/ops/elementwise/minimum.hpp>
#include <tapeless/ops/elementwise/mul.hpp>
#include <tapeless/ops/elementwise/neg.hpp>
#include <tapeless/ops/elementwise/not_equal.hpp>
#include <tapeless/ops/elementwise/pow.hpp>
#include <tapeless/ops/elementwise/random.hpp>
#include <tapeless/ops/elementwise/reciprocal.hpp>
#include <tapeless/ops/elementwise/relu.hpp>
#include <tapeless/ops/elementwise/round.hpp>
#include <tapeless/ops/elementwise/rsqrt.hpp>
#include <tapeless/ops/elementwise/select.hpp>
#include <tapeless/ops/elementwise/sign.hpp>
#include <tapeless/ops/elementwise/sin.hpp>
#include <tapeless/ops/elementwise/sqrt.hpp>
#include <tapeless/ops/elementwise/stop_gradient.hpp>
#include <tapeless/ops/elementwise/sub.hpp>
#include <tapeless/ops/elementwise/tanh.hpp>
#include <tapeless/ops/elementwise/trunc.hpp>
#include <tapeless/ops/loop/advance.hpp>
#include <tapeless/ops/loop/carry.hpp>
#include <tapeless/ops/loop/each.hpp>
#include <tapeless/ops/loop/final.hpp>
#include <tapeless/ops/loop/stack.hpp>
#include <tapeless/ops/movement/concat.hpp>
#include <tapeless/ops/movement/gather.hpp>
#include <tapeless/ops/movement/overlap_add.hpp>
#include <tapeless/ops/movement/pad.hpp>
#include <tapeless/ops/movement/scatter_add.hpp>
#include <tapeless/ops/op.hpp>
#include <tapeless/ops/question/custom_gradient.hpp>
#include <tapeless/ops/question/gradient.hpp>
#include <tapeless/ops/question/streaming.hpp>
#include <tapeless/ops/question/vjp.hpp>
#include <tapeless/ops/reduction/reduce_max.hpp>
#include <tapeless/ops/reduction/reduce_min.hpp>
#include <tapeless/ops/reduction/reduce_sum.hpp>
#include <tapeless/ops/source/constant.hpp>
#include <tapeless/ops/source/iota.hpp>
#include <tapeless/ops/source/leaf.hpp>
#include <tapeless/ops/view/barrier.hpp>
#include <tapeless/ops/view/broadcast.hpp>
#include <tapeless/ops/view/permute.hpp>
#include <tapeless/ops/view/reshape.hpp>
#include <tapeless/ops/view/reverse.hpp>
#include <tapeless/ops/view/slice.hpp>
#include <tapeless/ops/view/windows.hpp>

namespace tapeless::ops {

/// A list of ops; an op's place in it is its code in graphs.
template <class... Ops>
struct op_list {
  static constexpr std::size_t size = sizeof...(Ops);

  /// The answers of all ops to what passes ask, by code: plain values and functions. An op that lacks a member is an error here.
  static constexpr fixed<op_facts, sizeof...(Ops)> facts{said_by<Ops>()...};
  static_assert([] {
    constexpr int twice = listed_twice(facts);
    if constexpr (twice >= 0)
      refuse(
          sentence<op_requires_a_name_of_its_own<
              std::tuple_element_t<static_cast<std::size_t>(twice), std::tuple<Ops...>>, false>>{});
    return true;
  }());

  /// True if an op stands in the list.
  template <class Op>
  static constexpr bool has = (std::is_same_v<Op, Ops> || ...);

  /// Calls `f.template operator()<Op>()` for every op in order.
  template <class F>
  static constexpr void for_each(F&& f) {
    (f.template operator()<Ops>(), ...);
  }
};

namespace detail {
template <std::size_t I, class Op>
struct op_slot {};
template <class List, class Codes>
struct op_slots;
template <class... Ops, std::size_t... I>
struct op_slots<op_list<Ops...>, std::index_sequence<I...>> : op_slot<I, Ops>... {};
template <std::size_t I, class Op>
constexpr std::type_identity<Op> op_at_slot(op_slot<I, Op>*);
/// Declared only: the size of what it would return is the place. (A function with a body, or a class, for every op would be
/// two instantiations for each in every program.)
template <class Op, std::size_t I>
char (&slot_of(op_slot<I, Op>*))[I + 1];
}  // namespace detail

// clang-format off
/// Every op, one line each. An op exists by standing here, and nowhere else.
using all_ops = op_list<
    leaf_op,
    constant_op,
    iota_op,
    neg_op,
    abs_op,
    sign_op,
    exp_op,
    expm1_op,
    log_op,
    log1p_op,
    sqrt_op,
    rsqrt_op,
    reciprocal_op,
    tanh_op,
    logistic_op,
    erf_op,
    sin_op,
    cos_op,
    relu_op,
    floor_op,
    ceil_op,
    trunc_op,
    round_op,
    is_nan_op,
    stop_gradient_op,
    convert_op,
    add_op,
    sub_op,
    mul_op,
    div_op,
    pow_op,
    maximum_op,
    minimum_op,
    equal_op,
    not_equal_op,
    less_op,
    less_equal_op,
    select_op,
    fma_op,
    fnma_op,
    random_op,
    reduce_sum_op,
    reduce_max_op,
    reduce_min_op,
    contract_op,
    convolve_op,
    convolve_filter_op,
    reshape_op,
    permute_op,
    broadcast_op,
    slice_op,
    each_op,
    barrier_op,
    reverse_op,
    windows_op,
    pad_op,
    concat_op,
    gather_op,
    scatter_add_op,
    overlap_add_op,
    carry_op,
    advance_op,
    final_op,
    stack_op,
    custom_gradient_op,
    gradient_op,
    vjp_op,
    streaming_op,
    global_sum_op,
    assign_op,
    add_at_op,
    put_at_op>;
// clang-format on

namespace detail {
inline constexpr op_slots<all_ops, std::make_index_sequence<all_ops::size>>* slots_of_all = nullptr;

template <class Op>
concept listed_op = requires { slot_of<Op>(slots_of_all); };

template <class Op>
constexpr int refused_code() {
  if constexpr (!all_ops::template has<Op>) refuse(sentence<op_requires_to_be_listed<Op, false>>{});
  return 0;
}
}  // namespace detail

/// The place of an op in `all_ops`: what a node of the graph holds.
template <class Op>
inline constexpr int code_of = detail::refused_code<Op>();
template <class Op>
requires detail::listed_op<Op>
inline constexpr int code_of<Op> =
    static_cast<int>(sizeof(detail::slot_of<Op>(detail::slots_of_all))) - 1;

/// The op at a place in `all_ops`.
template <int Code>
using op_at = typename decltype(detail::op_at_slot<static_cast<std::size_t>(Code)>(
    detail::slots_of_all))::type;

constexpr const op_facts& facts_of(int code) { return all_ops::facts.items[code]; }

}  // namespace tapeless::ops
