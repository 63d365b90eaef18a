// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/around_axis.hpp>
#include <tapeless/expr/movement.hpp>

// Values side by side along a new axis, and one value cut into parts.

namespace tapeless {

template <class X, int AxisSize, int Total, int... Size>
struct split_requires_sizes_of_the_axis {
  static_assert(Total == AxisSize && ((Size >= 1) && ...),
                "split<A, sizes...>(x): the sizes must be at least 1 and add up to that of the "
                "axis [E005]");
};

namespace detail {
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

}  // namespace tapeless
