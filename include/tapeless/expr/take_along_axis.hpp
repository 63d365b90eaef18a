// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/core/shape.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>

namespace tapeless {

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
