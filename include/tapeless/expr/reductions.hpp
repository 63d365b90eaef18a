// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/movement.hpp>

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
  if constexpr (sizeof...(Axis) == 0)
    return (1 << Rank) - 1;  // none named: all
  else
    return ((1 << (Axis < 0 ? Axis + Rank : Axis)) | ...);
}

template <int Rank, int... Axis>
constexpr bool axes_fit(axis_list<Axis...>) {
  return (axis_in_range<Axis, Rank>::holds && ...);
}

constexpr dims without(const dims& d, axis_set axes) {
  dims out;
  for (int i = 0; i < d.rank; ++i)
    if (!has_axis(axes, i)) out[out.rank++] = d[i];
  return out;
}

template <class Op, class X, int... Axis>
constexpr auto reduce(X x, axis_list<Axis...> list) {
  constexpr int rank = X::shape_type::rank;
  if constexpr (!axes_fit<rank>(axis_list<Axis...>{})) {
    return x;  // stand-in after an error
  } else {
    constexpr axis_set set = set_of<rank>(list);
    return apply<with<Op, set>, shape_of_dims<reduced(X::shape_type::value, set)>, X>{};
  }
}

template <class X, int... Axis>
constexpr auto drop(axis_list<Axis...> list, auto kept) {
  constexpr int rank = X::shape_type::rank;
  constexpr axis_set set = axes_fit<rank>(axis_list<Axis...>{}) ? set_of<rank>(list) : 0;
  using wanted = shape_of_dims<without(X::shape_type::value, set)>;
  return reshape<wanted>(kept);
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
constexpr auto sum(X x, axis_list<Axis...> list, keep_dims_t) {
  return detail::reduce<reduce_sum_op>(x, list);
}
template <expression X, int... Axis>
constexpr auto sum(X x, axis_list<Axis...> list) {
  return detail::drop<X>(list, sum(x, list, keep_dims));
}
template <expression X>
constexpr auto sum(X x) {
  return sum(x, axes<>);
}

/// The greatest element over some axes; nan if any is; the gradient is shared among equals, as torch.amax.
template <expression X, int... Axis>
constexpr auto max(X x, axis_list<Axis...> list, keep_dims_t) {
  return detail::reduce<reduce_max_op>(x, list);
}
template <expression X, int... Axis>
constexpr auto max(X x, axis_list<Axis...> list) {
  return detail::drop<X>(list, max(x, list, keep_dims));
}
template <expression X>
constexpr auto max(X x) {
  return max(x, axes<>);
}

/// The least element over some axes; as max.
template <expression X, int... Axis>
constexpr auto min(X x, axis_list<Axis...> list, keep_dims_t) {
  return detail::reduce<reduce_min_op>(x, list);
}
template <expression X, int... Axis>
constexpr auto min(X x, axis_list<Axis...> list) {
  return detail::drop<X>(list, min(x, list, keep_dims));
}
template <expression X>
constexpr auto min(X x) {
  return min(x, axes<>);
}

/// The mean over some axes.
template <expression X, int... Axis>
constexpr auto mean(X x, axis_list<Axis...> list, keep_dims_t) {
  constexpr int rank = X::shape_type::rank;
  constexpr axis_set set = detail::axes_fit<rank>(axis_list<Axis...>{}) ? detail::set_of<rank>(axis_list<Axis...>{}) : 0;
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
  constexpr int rank = X::shape_type::rank;
  constexpr int a = Axis < 0 ? Axis + rank : Axis;
  if constexpr (!detail::axis_in_range<Axis, rank>::holds) {
    return x;
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
