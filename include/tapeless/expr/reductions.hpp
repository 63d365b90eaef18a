// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <type_traits>

#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>

namespace tapeless {

/// Axes as a function argument: `sum(x, axes<0, 2>)`; negative ones count from the end.
template <int... Axis>
struct axis_list {};
template <int... Axis>
inline constexpr axis_list<Axis...> axes{};
template <int Axis>
inline constexpr axis_list<Axis> axis{};

/// Reduced axes stay with size 1: `mean(x, axis<-1>, keep_dims)`.
struct keep_dims_t {};
inline constexpr keep_dims_t keep_dims{};

namespace detail {
template <int Rank, int... Axis>
constexpr axis_set set_of(axis_list<Axis...>) {
  // none named: all
  if constexpr (sizeof...(Axis) == 0)
    return (1 << Rank) - 1;
  else
    return ((1 << (Axis < 0 ? Axis + Rank : Axis)) | ...);
}

/// True if no two of them mean the same axis.
constexpr bool differ(int rank, std::initializer_list<int> axes) {
  axis_set seen = 0;
  for (int a : axes) {
    const axis_set one = 1 << axis_of(a, rank);
    if (seen & one) return false;
    seen |= one;
  }
  return true;
}

template <int Rank, int... Axis>
inline constexpr bool axes_fit =
    (is_axis(Axis, Rank) && ...) && (sizeof...(Axis) < 2 || differ(Rank, {Axis...}));

/// Reports why axes do not fit.
template <class X, int... Axis>
struct axes_problem {
  static constexpr int rank = X::shape_type::rank;
  using type = std::conditional_t<
      (is_axis(Axis, rank) && ...), axes_require_to_be_named_once<operand_of<X>, false, Axis...>,
      axis_requires_to_be_in_range<operand_of<X>, first_wrong_axis(rank, {Axis...}), rank>>;
};

constexpr dims without(const dims& d, axis_set axes) {
  dims out;
  for (int i = 0; i < d.rank; ++i)
    if (!has_axis(axes, i)) out[out.rank++] = d[i];
  return out;
}

/// The axes that are meant: of wrong ones, the last so many.
template <int Rank, int... Axis>
constexpr axis_set meant_axes(axis_list<Axis...> list) {
  if constexpr ((is_axis(Axis, Rank) && ...)) return set_of<Rank>(list);
  int set = 0;
  for (int i = 0; i < static_cast<int>(sizeof...(Axis)) && i < Rank; ++i)
    set |= 1 << (Rank - 1 - i);
  return set;
}

/// A kept value without the axes that were reduced.
template <class X, int... Axis>
constexpr auto drop(axis_list<Axis...> list, auto kept) {
  constexpr axis_set set = meant_axes<X::shape_type::rank>(list);
  return reshape<shape_of_dims<without(X::shape_type::value, set)>>(kept);
}

constexpr double elements_over(const dims& d, axis_set axes) {
  double n = 1;
  for (int i = 0; i < d.rank; ++i)
    if (has_axis(axes, i)) n *= d[i];
  return n;
}
}  // namespace detail

/// Σ x over some axes (all if none are named).
template <expression X, int... Axis>
constexpr auto sum(X, axis_list<Axis...>, keep_dims_t) {
  constexpr int rank = X::shape_type::rank;
  constexpr axis_set set = detail::meant_axes<rank>(axis_list<Axis...>{});
  using out = shape_of_dims<reduced(X::shape_type::value, set)>;
  if constexpr (detail::axes_fit<rank, Axis...>) {
    return apply<with<ops::reduce_sum_op, set>, out, X>{};
  } else {
    if constexpr (!detail::was_refused<X>)
      refuse(sentence<typename detail::axes_problem<X, Axis...>::type>{});
    return stand_in<out, X::type>{};
  }
}
template <expression X, int... Axis>
constexpr auto sum(X x, axis_list<Axis...> list) {
  return detail::drop<X>(list, sum(x, list, keep_dims));
}
template <expression X>
constexpr auto sum(X x) {
  return sum(x, axes<>);
}

/// The gradient of max or min goes to the first of equal elements, in row-major order, as that of torch.max(x, dim).values.
struct first_of_equals_t {};
inline constexpr first_of_equals_t first_of_equals{};

namespace detail {
/// The greatest or least over some axes, which stay. `Ties` 1: the gradient goes to the first of equals.
template <class Op, int Ties, expression X, int... Axis>
constexpr auto extreme(X, axis_list<Axis...>) {
  constexpr int rank = X::shape_type::rank;
  constexpr axis_set set = meant_axes<rank>(axis_list<Axis...>{});
  using out = shape_of_dims<reduced(X::shape_type::value, set)>;
  if constexpr (axes_fit<rank, Axis...>) {
    return apply<with<Op, set, Ties>, out, X>{};
  } else {
    if constexpr (!was_refused<X>) refuse(sentence<typename axes_problem<X, Axis...>::type>{});
    return stand_in<out, X::type>{};
  }
}
}  // namespace detail

/// The greatest element over some axes; nan if any is; the gradient is shared among equals, as torch.amax, or goes to
/// the first of them: `max(x, axis<1>, first_of_equals)`.
template <expression X, int... Axis>
constexpr auto max(X x, axis_list<Axis...> list, keep_dims_t) {
  return detail::extreme<ops::reduce_max_op, 0>(x, list);
}
template <expression X, int... Axis>
constexpr auto max(X x, axis_list<Axis...> list) {
  return detail::drop<X>(list, max(x, list, keep_dims));
}
template <expression X>
constexpr auto max(X x) {
  return max(x, axes<>);
}
template <expression X, int... Axis>
constexpr auto max(X x, axis_list<Axis...> list, first_of_equals_t, keep_dims_t) {
  return detail::extreme<ops::reduce_max_op, 1>(x, list);
}
template <expression X, int... Axis>
constexpr auto max(X x, axis_list<Axis...> list, first_of_equals_t) {
  return detail::drop<X>(list, max(x, list, first_of_equals, keep_dims));
}

/// The least element over some axes; as max.
template <expression X, int... Axis>
constexpr auto min(X x, axis_list<Axis...> list, keep_dims_t) {
  return detail::extreme<ops::reduce_min_op, 0>(x, list);
}
template <expression X, int... Axis>
constexpr auto min(X x, axis_list<Axis...> list) {
  return detail::drop<X>(list, min(x, list, keep_dims));
}
template <expression X>
constexpr auto min(X x) {
  return min(x, axes<>);
}
template <expression X, int... Axis>
constexpr auto min(X x, axis_list<Axis...> list, first_of_equals_t, keep_dims_t) {
  return detail::extreme<ops::reduce_min_op, 1>(x, list);
}
template <expression X, int... Axis>
constexpr auto min(X x, axis_list<Axis...> list, first_of_equals_t) {
  return detail::drop<X>(list, min(x, list, first_of_equals, keep_dims));
}

/// The mean over some axes.
template <expression X, int... Axis>
constexpr auto mean(X x, axis_list<Axis...> list, keep_dims_t) {
  constexpr axis_set set = detail::meant_axes<X::shape_type::rank>(axis_list<Axis...>{});
  return sum(x, list, keep_dims) * constant<1.0 / detail::elements_over(X::shape_type::value, set)>;
}
template <expression X, int... Axis>
constexpr auto mean(X x, axis_list<Axis...> list) {
  return detail::drop<X>(list, mean(x, list, keep_dims));
}
template <expression X>
constexpr auto mean(X x) {
  return mean(x, axes<>);
}

/// The mean squared distance from the mean (divisor n, as the normalisations use).
template <expression X, int... Axis>
constexpr auto variance(X x, axis_list<Axis...> list, keep_dims_t) {
  return mean(square(x - mean(x, list, keep_dims)), list, keep_dims);
}
template <expression X, int... Axis>
constexpr auto variance(X x, axis_list<Axis...> list) {
  return detail::drop<X>(list, variance(x, list, keep_dims));
}

/// The index (int32) of the greatest element along an axis; the first of equals; a nan counts as greatest.
template <expression X, int Axis>
constexpr auto argmax(X x, axis_list<Axis> along) {
  constexpr int rank = X::shape_type::rank, a = detail::axis_of(Axis, rank);
  if constexpr (!detail::is_axis(Axis, rank)) {
    constexpr axis_set last = detail::meant_axes<rank>(axis_list<Axis>{});
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, rank>>{});
    return stand_in<shape_of_dims<detail::without(X::shape_type::value, last)>, index_element>{};
  } else {
    constexpr double n = X::shape_type::value[a];
    const auto found = equal(x, max(x, along, keep_dims)) + is_nan(x);
    const auto place = select(found, iota<typename X::shape_type, a>{}, constant<n>);
    return convert<std::int32_t>(min(place, along));
  }
}

/// The index (int32) of the least element along an axis; as argmax.
template <expression X, int Axis>
constexpr auto argmin(X x, axis_list<Axis> along) {
  return argmax(-x, along);
}

}  // namespace tapeless
