// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/require.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/expr/operators.hpp>

namespace tapeless {

namespace detail {
/// Refuses f<N>(x) with N below 1; the result stands in for it.
template <auto N, expression X>
constexpr auto refused_count(X) {
  refuse(misfit_sentence<operand_of<X>, at_least_one(argument::count, N)>());
  return stand_in<typename X::shape_type, X::type>{};
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
}  // namespace detail

}  // namespace tapeless
