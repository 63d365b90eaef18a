// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/index_beside.hpp>
#include <tapeless/expr/reductions.hpp>

namespace tapeless {

template <class X, int K, int AxisSize>
struct top_k_requires_as_many_elements {
  static_assert(
      K >= 1 && K <= AxisSize,
      "top_k<K>(x, axis<A>): K must be at least 1 and at most the size of the axis [E006]");
};

/// Result of `top_k`: the greatest elements, in descending order, and their indices (int32).
template <class Values, class Indices>
struct greatest_elements {
  [[no_unique_address]] Values values;
  [[no_unique_address]] Indices indices;
};

namespace detail {
// The rounds of top_k. Each is a call on x and on what was taken before (1 where taken), so that types grow by one call
// a round.

/// Index of the greatest of the elements that are left: the first of equals; a nan counts as greatest.
template <int Axis>
struct greatest_left {
  static constexpr bool takes_no_position = true;
  template <expression X, expression Taken>
  static constexpr auto body(X x, Taken taken) {
    constexpr double n = X::shape_type::value[Axis],
                     infinity = std::numeric_limits<double>::infinity();
    const auto left = select(taken, constant<-infinity>, x);
    const auto found = equal(left, max(left, axis<Axis>, keep_dims)) + is_nan(left);
    const auto place = select(found, index_beside<X, Axis>(), constant<n>);
    return min(select(taken, constant<n>, place), axis<Axis>, keep_dims);
  }
};

/// Mask of the elements taken so far: 1 where one was taken before, or is now.
template <int Axis>
struct with_greatest_taken {
  static constexpr bool takes_no_position = true;
  template <expression X, expression Taken>
  static constexpr auto body(X, Taken taken) {
    return taken + equal(index_beside<X, Axis>(), call<greatest_left<Axis>, X, Taken>{});
  }
};

/// x at an index along an axis: the element goes through a sum, whose gradient goes to it alone.
template <int Axis>
struct element_at_index {
  static constexpr bool takes_no_position = true;
  template <expression X, expression Index>
  static constexpr auto body(X x, Index index) {
    return sum(select(equal(index_beside<X, Axis>(), index), x, constant<0.0>), axis<Axis>,
               keep_dims);
  }
};

template <int Round, int Axis, class X>
struct taken_before {
  using last = typename taken_before<Round - 1, Axis, X>::type;
  using type = call<with_greatest_taken<Axis>, X, last>;
};
template <int Axis, class X>
struct taken_before<0, Axis, X> {
  using type = std::remove_const_t<decltype(index_beside<X, Axis>() < constant<0.0>)>;
};
}  // namespace detail

/// The K greatest elements along an axis, in descending order, and their indices: `auto [best, at] = top_k<2>(x, axis<-1>)`.
/// Of equals the first; a nan counts as greatest. K rounds over the axis: for small K.
///
/// Shapes    x: […, n, …]   →  values, indices (int32): […, K, …]
/// Gradient  to the elements that were taken
/// Errors    K outside [1, n]: [E006]
/// Source    torch.topk
template <int K, expression X, int Axis>
constexpr auto top_k(X, axis_list<Axis>) {
  constexpr dims d = X::shape_type::value;
  constexpr bool there = detail::is_axis(Axis, d.rank);
  constexpr int at = there ? detail::axis_of(Axis, d.rank) : 0, n = there ? d[at] : 1;
  if constexpr (!there || K < 1 || K > n) {
    if constexpr (!there)
      refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, d.rank>>{});
    else
      refuse(sentence<top_k_requires_as_many_elements<operand_of<X>, K, n>>{});
    using out = shape_of_dims<detail::resized(d, at, K < 1 ? 1 : K)>;
    return greatest_elements<stand_in<out, X::type>, stand_in<out, index_element>>{};
  } else {
    return []<int... Round>(std::integer_sequence<int, Round...>) {
      const auto values =
          concat<at>(call<detail::element_at_index<at>, X,
                          call<detail::greatest_left<at>, X,
                               typename detail::taken_before<Round, at, X>::type>>{}...);
      const auto indices = convert<std::int32_t>(
          concat<at>(call<detail::greatest_left<at>, X,
                          typename detail::taken_before<Round, at, X>::type>{}...));
      return greatest_elements<std::remove_const_t<decltype(values)>,
                               std::remove_const_t<decltype(indices)>>{};
    }(std::make_integer_sequence<int, K>{});
  }
}

}  // namespace tapeless
