// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/around_axis.hpp>
#include <tapeless/expr/movement.hpp>

// Copies of a value along an axis, and a value moved around it.

namespace tapeless {

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

}  // namespace tapeless
