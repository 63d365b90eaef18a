// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/convolution_options.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/nn/layers/spatial_axes.hpp>

namespace tapeless {

template <class X, int Before, int After, int AxisSize, bool Fits>
struct pad_layer_requires_elements_to_show {
  static_assert(Fits,
                "x >> pad<sides...>: amounts must not be negative; those of reflection_pad be less "
                "than the size of the "
                "axis, and those of circular_pad at most that [E069]");
};

/// Contents of the padding.
enum class pad_mode { constant, reflection, replication, circular };

namespace detail {
/// Index of the element of an axis of n that is shown at place t of the padded one, t counted from the first element.
template <pad_mode Mode, int N>
constexpr auto shown_at(auto t) {
  constexpr auto n = constant<1.0 * N>;
  constexpr auto last = constant<N - 1.0>;
  if constexpr (Mode == pad_mode::reflection)
    return last - abs(last - abs(t));
  else if constexpr (Mode == pad_mode::circular)
    return select(t < constant<0.0>, t + n, select(t < n, t, t - n));
  // (gather takes the nearest)
  else
    return t;
}

template <pad_mode Mode, real Value, int Axis, sides Amount, expression X>
constexpr auto padded_axis(X x) {
  constexpr int n = X::shape_type::value[Axis], before = Amount.before, after = Amount.after;
  constexpr int most = Mode == pad_mode::reflection ? n - 1
                       : Mode == pad_mode::circular ? n
                                                    : before + after;
  using line =
      shape<static_cast<std::size_t>(n + (before > 0 ? before : 0) + (after > 0 ? after : 0))>;
  if constexpr (before < 0 || after < 0 || before > most || after > most) {
    refuse(sentence<pad_layer_requires_elements_to_show<operand_of<X>, before, after, n, false>>{});
    return x;
  } else if constexpr (before + after == 0) {
    return x;
  } else if constexpr (Mode == pad_mode::constant) {
    return pad<Axis, before, after, Value>(x);
  } else {
    const auto from = shown_at<Mode, n>(iota<line, 0>{} - constant<1.0 * before>);
    return gather<Axis>(x, convert<std::int32_t>(from));
  }
}

template <pad_mode Mode, real Value, int Spatial, int I, expression X>
constexpr auto padded_axes(X x) {
  return x;
}
template <pad_mode Mode, real Value, int Spatial, int I, sides First, sides... Rest, expression X>
constexpr auto padded_axes(X x) {
  return padded_axes<Mode, Value, Spatial, I + 1, Rest...>(
      padded_axis<Mode, Value, spatial_axis<X, Spatial>(I), First>(x));
}
}  // namespace detail

/// More elements beside x along its spatial axes: a number, x mirrored at its first and last elements, these repeated, or
/// x again.
///
/// Shapes    x: [batch, sizes…, channels]   →  y: [batch, before + sizes + after…, channels]
/// Errors    more than x can show: [E069]; too few axes: [E068]
/// Source    torch.nn.ConstantPad2d, ZeroPad2d, ReflectionPad2d, ReplicationPad2d, CircularPad2d (which name the last axis
///           first)
template <pad_mode Mode, real Value, int Spatial, sides... Amount>
struct pad_layer : layer<pad_layer<Mode, Value, Spatial, Amount...>> {
  static constexpr detail::misfit numbers =
      detail::one_for_each_axis(detail::argument::padding, sizeof...(Amount), Spatial);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (!detail::has_spatial_axes<X, Spatial>)
      return detail::refused_for_its_axes<Spatial>(x);
    else
      return detail::padded_axes<Mode, Value, Spatial, 0, Amount...>(x);
  }
};

namespace detail {
/// One amount is that of all axes.
template <pad_mode Mode, real Value, int Spatial, sides... Amount>
struct pad_form {
  using type = pad_layer<Mode, Value, Spatial, Amount...>;
};
template <pad_mode Mode, real Value, sides All>
struct pad_form<Mode, Value, 2, All> {
  using type = pad_layer<Mode, Value, 2, All, All>;
};
template <pad_mode Mode, real Value, sides All>
struct pad_form<Mode, Value, 3, All> {
  using type = pad_layer<Mode, Value, 3, All, All, All>;
};
template <pad_mode Mode, real Value, int Spatial, sides... Amount>
using pad_layer_of = typename pad_form<Mode, Value, Spatial, Amount...>::type;
}  // namespace detail

/// `zero_pad2d<1>`, `zero_pad2d<1, sides(0, 2)>`: rows, then columns.
template <sides... Amount>
inline constexpr detail::pad_layer_of<pad_mode::constant, 0.0, 1, Amount...> zero_pad1d{};
template <sides... Amount>
inline constexpr detail::pad_layer_of<pad_mode::constant, 0.0, 2, Amount...> zero_pad2d{};
template <sides... Amount>
inline constexpr detail::pad_layer_of<pad_mode::constant, 0.0, 3, Amount...> zero_pad3d{};
/// `constant_pad2d<0.5, 1>`.
template <real Value, sides... Amount>
inline constexpr detail::pad_layer_of<pad_mode::constant, Value, 1, Amount...> constant_pad1d{};
template <real Value, sides... Amount>
inline constexpr detail::pad_layer_of<pad_mode::constant, Value, 2, Amount...> constant_pad2d{};
template <sides... Amount>
inline constexpr detail::pad_layer_of<pad_mode::reflection, 0.0, 1, Amount...> reflection_pad1d{};
template <sides... Amount>
inline constexpr detail::pad_layer_of<pad_mode::reflection, 0.0, 2, Amount...> reflection_pad2d{};
template <sides... Amount>
inline constexpr detail::pad_layer_of<pad_mode::replication, 0.0, 1, Amount...> replication_pad1d{};
template <sides... Amount>
inline constexpr detail::pad_layer_of<pad_mode::replication, 0.0, 2, Amount...> replication_pad2d{};
template <sides... Amount>
inline constexpr detail::pad_layer_of<pad_mode::circular, 0.0, 1, Amount...> circular_pad1d{};
template <sides... Amount>
inline constexpr detail::pad_layer_of<pad_mode::circular, 0.0, 2, Amount...> circular_pad2d{};

}  // namespace tapeless
