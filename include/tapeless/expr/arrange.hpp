// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>

namespace tapeless {

template <class X, int AxisSize, int Total, int... Size>
struct split_requires_sizes_of_the_axis {
  static_assert(Total == AxisSize && ((Size >= 1) && ...),
                "split<A, sizes...>(x): the sizes must be at least 1 and add up to that of the "
                "axis [E005]");
};

/// As evidence: how many were asked for.
template <auto N>
struct count_of;

namespace detail {
/// What stands for f<N>(x) if N is less than 1.
template <auto N, expression X>
constexpr auto refused_count(X) {
  refuse(sentence<function_requires_numbers_in_range<count_of<N>, false>>{});
  return stand_in<typename X::shape_type, X::type>{};
}

/// The index along an axis of a shape, in the type in which X is computed: what fuses with values of X.
template <class X, int Axis, class Shape = typename X::shape_type>
constexpr auto index_beside() {
  if constexpr (computes_in(X::type) == iota<Shape, Axis>::type)
    return iota<Shape, Axis>{};
  else
    return convert<computed_type_of<X>>(iota<Shape, Axis>{});
}

/// Sizes before, of, and behind an axis.
constexpr dims parts_around(const dims& d, int axis) {
  dims out{.rank = 3};
  for (int i = 0; i < d.rank; ++i) out[i < axis ? 0 : i == axis ? 1 : 2] *= d[i];
  return out;
}

/// f(x), with x as [outer, n, inner] around an axis; the size that f gives the middle stands in place of n.
template <int Axis, expression X, class F>
constexpr auto around_axis(X x, F f) {
  constexpr dims d = X::shape_type::value;
  constexpr int at = axis_of(Axis, d.rank);
  if constexpr (!is_axis(Axis, d.rank)) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, d.rank>>{});
    return stand_in<typename X::shape_type, X::type>{};
  } else {
    const auto y = f(reshape<shape_of_dims<parts_around(d, at)>>(x));
    constexpr int n = decltype(y)::shape_type::value[1];
    return reshape<shape_of_dims<resized(d, at, n)>>(y);
  }
}

template <int Axis, int Sum, int Size, int... More, class X>
constexpr auto parts_of(X x) {
  const std::tuple<std::remove_const_t<decltype(slice<Axis, Sum, Sum + Size>(x))>> part{};
  if constexpr (sizeof...(More) == 0)
    return part;
  else
    return std::tuple_cat(part, parts_of<Axis, Sum + Size, More...>(x));
}
}  // namespace detail

/// Values of one shape side by side along a new axis.
///
/// Source    torch.stack
template <int Axis, expression... X>
requires(sizeof...(X) > 0)
constexpr auto stack(X... x) {
  using first = std::tuple_element_t<0, std::tuple<X...>>;
  if constexpr (detail::is_axis(Axis, first::shape_type::rank + 1))
    return concat<Axis>(expand_dims<Axis>(x)...);
  // which says so
  else
    return expand_dims<Axis>(first{});
}

/// x cut into parts of some sizes along an axis, as a tuple: `auto [gate, value] = split<-1, 8, 8>(x)`.
///
/// Errors    the sizes do not add up to that of the axis: [E005]
/// Source    torch.split
template <int Axis, int... Size, expression X>
requires(sizeof...(Size) > 0)
constexpr auto split(X x) {
  constexpr dims d = X::shape_type::value;
  if constexpr (!detail::is_axis(Axis, d.rank)) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, d.rank>>{});
    return std::tuple{(static_cast<void>(Size), stand_in<typename X::shape_type, X::type>{})...};
  } else {
    constexpr int at = detail::axis_of(Axis, d.rank), total = (Size + ...);
    if constexpr (total == d[at] && ((Size >= 1) && ...)) {
      return detail::parts_of<at, 0, Size...>(x);
    } else {
      if constexpr (!detail::was_refused<X>)
        refuse(sentence<split_requires_sizes_of_the_axis<operand_of<X>, d[at], total, Size...>>{});
      return std::tuple{
          stand_in<shape_of_dims<detail::resized(d, at, Size < 1 ? 1 : Size)>, X::type>{}...};
    }
  }
}

/// x cut into N parts along an axis, as a tuple; if N does not divide the size, the last part is smaller (or there are
/// fewer).
///
/// Source    torch.chunk
template <int Axis, int N, expression X>
constexpr auto chunk(X x) {
  constexpr dims d = X::shape_type::value;
  if constexpr (N < 1) {
    return std::tuple{detail::refused_count<N>(x)};
  } else if constexpr (!detail::is_axis(Axis, d.rank)) {
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      return split<Axis, (I + 1)...>(x);  // which says so
    }(std::make_integer_sequence<int, N>{});
  } else {
    constexpr int n = d[detail::axis_of(Axis, d.rank)], size = (n + N - 1) / N;
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      return split<Axis, (I * size + size <= n ? size : n - I * size)...>(x);
    }(std::make_integer_sequence<int, (n + size - 1) / size>{});
  }
}

/// x moved on by some places along an axis; what leaves the end comes in at the start.
///
/// Source    torch.roll
template <int Axis, int Shift, expression X>
constexpr auto roll(X x) {
  constexpr dims d = X::shape_type::value;
  constexpr int n = detail::is_axis(Axis, d.rank) ? d[detail::axis_of(Axis, d.rank)] : 1;
  constexpr int back = (Shift % n + n) % n;
  // which says so
  if constexpr (!detail::is_axis(Axis, d.rank))
    return slice<Axis, 0, 1>(x);
  else if constexpr (back == 0)
    return x;
  else
    return concat<Axis>(slice<Axis, n - back, n>(x), slice<Axis, 0, n - back>(x));
}

namespace detail {
/// Copies of x beside each other: of every element (`Each`), or of the whole axis.
template <int Axis, std::size_t Times, bool Each, expression X>
constexpr auto repeated(X x) {
  if constexpr (Times < 1)
    return refused_count<Times>(x);
  else
    return around_axis<Axis>(x, [](auto y) {
      constexpr dims d = decltype(y)::shape_type::value;
      constexpr int times = static_cast<int>(Times), at = Each ? 2 : 1;
      using stretched = shape_of_dims<dims{
          .rank = 4, .size = {d[0], Each ? d[1] : times, Each ? times : d[1], d[2], 1, 1}}>;
      return reshape<shape_of_dims<resized(d, 1, d[1] * times)>>(
          broadcast_to<stretched>(expand_dims<at>(y)));
    });
}
}  // namespace detail

/// Every element `Times` times in a row along an axis: a a b b.
///
/// Source    torch.repeat_interleave
template <int Axis, std::size_t Times, expression X>
constexpr auto repeat_interleave(X x) {
  return detail::repeated<Axis, Times, true>(x);
}

/// x `Times` times along an axis: a b a b.
///
/// Source    torch.tile
template <int Axis, std::size_t Times, expression X>
constexpr auto tile(X x) {
  return detail::repeated<Axis, Times, false>(x);
}

/// One element of x for every index, along an axis: y[i, j] = x[indices[i, j], j] for the axis 0.
///
/// Shapes    x, indices: equal but for the axis   →  y: as indices
/// Errors    indices that are no integers: [E020]; other sizes differ: [E010]; an index outside [0, n) is taken as the
///           nearest valid one
/// Source    torch.gather, numpy.take_along_axis
template <int Axis, expression X, expression Indices>
constexpr auto take_along_axis(X x, Indices indices) {
  constexpr dims d = X::shape_type::value, picked = Indices::shape_type::value;
  constexpr int at = detail::axis_of(Axis, d.rank);
  using out = typename Indices::shape_type;
  if constexpr (!detail::is_axis(Axis, d.rank)) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, d.rank>>{});
    return stand_in<out, X::type>{};
  } else if constexpr (!is_integer(Indices::type)) {
    refuse(sentence<indices_require_integers<operand_of<Indices>, Indices::type>>{});
    return stand_in<out, X::type>{};
  } else if constexpr (!(detail::resized(d, at, 1) == detail::resized(picked, at, 1))) {
    refuse(sentence<operands_require_shapes_that_broadcast<ops::gather_op, left_operand<X>,
                                                           right_operand<Indices>,
                                                           typename X::shape_type, out, false>>{});
    return stand_in<out, X::type>{};
  } else {
    // places in the flat x, exact in the type that counts them
    using counter = std::conditional_t<(X::shape_type::count < (1u << 24)), float, double>;
    constexpr auto stride = row_major_strides(d);
    const auto inside = clamp(convert<counter>(indices), constant<0.0>, constant<d[at] - 1.0>);
    const auto index = [&]<int I>() {
      if constexpr (I == at)
        return inside;
      else
        return convert<counter>(iota<out, I>{});
    };
    const auto place = [&]<int... I>(std::integer_sequence<int, I...>) {
      return (... + (index.template operator()<I>() * constant<1.0 * stride[I]>));
    }(std::make_integer_sequence<int, d.rank>{});
    return gather<0>(reshape<shape<X::shape_type::count>>(x), convert<std::int32_t>(place));
  }
}

}  // namespace tapeless
