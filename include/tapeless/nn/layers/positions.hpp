// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/require.hpp>
#include <tapeless/expr/call.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/number_ranges.hpp>
#include <tapeless/nn/layers/affine.hpp>

// Where in a sequence a value stands. Angles are computed once a step, of the shape [time, width]: no table is kept.

namespace tapeless {

template <class X, int Rank, int Width, bool Fits>
struct positions_require_time_and_width {
  static_assert(
      Fits,
      "x >> sinusoidal, learned_positions, rotary: x must have time and, last, features, an even "
      "number of them for rotary [E086]");
};

namespace detail {
template <class X, int Axis>
constexpr bool has_positions(bool even) {
  constexpr int rank = X::shape_type::rank;
  if constexpr (rank < 2 || !is_axis(Axis, rank) || axis_of(Axis, rank) == rank - 1)
    return false;
  else
    return !even || X::shape_type::value[rank - 1] % 2 == 0;
}
template <class X>
constexpr stand_in<typename X::shape_type, X::type> refuse_positions() {
  constexpr int rank = X::shape_type::rank;
  if constexpr (!was_refused<X>)
    refuse(sentence<positions_require_time_and_width<
               operand_of<X>, rank, rank == 0 ? 0 : X::shape_type::value[rank - 1], false>>{});
  return {};
}

/// The shape of a table beside a value of shape d: as d along time and the last `kept` axes, else 1.
constexpr dims table_shape(dims d, int time, int kept) {
  for (int i = 0; i < d.rank - kept; ++i)
    if (i != time) d[i] = 1;
  return d;
}

/// The index along an axis of a table, in x's element type.
template <class Element, class Table, int Axis>
constexpr auto index_along() {
  return convert<Element>(iota<Table, Axis>{});
}
}  // namespace detail

/// y = x + p with p[t, 2k] = sin(t · Base^(−2k / width)), p[t, 2k + 1] = the cosine of the same angle.
///
/// Shapes    x: [batch…, time, width]   →  y: same as x
/// Defaults  Base 10,000
/// Errors    fewer than two axes: [E086]
/// Source    [vaswani17] in docs/references.md
template <real Base>
struct sinusoidal_layer : layer<sinusoidal_layer<Base>> {
  static constexpr detail::misfit numbers = detail::above_zero(detail::argument::base, Base);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (detail::has_positions<X, -2>(false)) {
      using table = shape_of_dims<detail::last_sizes(X::shape_type::value, 2)>;
      constexpr real per_feature = -1.0 / table::value[1];
      const auto time = detail::index_along<detail::computed_type_of<X>, table, 0>();
      const auto feature = detail::index_along<detail::computed_type_of<X>, table, 1>();
      const auto even = constant<2.0> * floor(constant<0.5> * feature);
      const auto angle = time * pow(constant<Base>, even * constant<per_feature>);
      return detail::in_type_of<X>(x + select(not_equal(even, feature), cos(angle), sin(angle)));
    } else {
      return detail::refuse_positions<X>();
    }
  }
};
template <real Base = 10'000.0>
inline constexpr sinusoidal_layer<Base> sinusoidal{};

/// y = x + weight, a row for each position.
///
/// Shapes      x: [batch…, time, width]   →  y: same as x
/// Parameters  weight [time, width]
/// Defaults    weight N(0, 0.02²)
/// Errors      fewer than two axes: [E086]
/// Source      [devlin19] in docs/references.md
template <class Initial>
struct learned_positions_layer : layer<learned_positions_layer<Initial>> {
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (detail::has_positions<X, -2>(false)) {
      using table = shape_of_dims<detail::last_sizes(X::shape_type::value, 2)>;
      return x + parameter<tags::weight, table, Initial, real_of<X>>{};
    } else {
      return detail::refuse_positions<X>();
    }
  }
};
template <class Initial = init::normal<0.0, 0.02>>
inline constexpr learned_positions_layer<Initial> learned_positions{};

/// Pairs of features that `rotary` turns together: i and i + width/2 (GPT-NeoX, LLaMA's weights in Hugging Face's form), or 2i
/// and 2i + 1 (RoFormer, LLaMA's own).
enum class rotary_pairs { halves, neighbours };

/// Each pair (a, b) of features at position t turned by α = t · Base^(−2k / width): (a cos α − b sin α, b cos α + a sin α).
/// The product of a query and a key so turned depends on the distance of their positions alone.
///
/// Shapes    x: […, time, …, width], width even   →  y: same as x; Time is the axis of time
/// Defaults  time is the axis before the last, pairs are halves, Base 10,000
/// Errors    no such axis, an odd width: [E086]
/// Source    [su21] in docs/references.md
template <int Time, rotary_pairs Pairs, real Base>
struct rotary_layer : layer<rotary_layer<Time, Pairs, Base>> {
  static constexpr detail::misfit numbers = detail::above_zero(detail::argument::base, Base);
  template <expression X>
  static constexpr auto body(X x) {
    if constexpr (detail::has_positions<X, Time>(true)) {
      using from = typename X::shape_type;
      constexpr int rank = from::rank, pairs = from::value[rank - 1] / 2,
                    time_axis = detail::axis_of(Time, rank);
      constexpr bool halves = Pairs == rotary_pairs::halves;
      // the pair's two features along an axis of their own, `side`
      constexpr int side = halves ? rank - 1 : rank, pair_axis = halves ? rank : rank - 1;
      constexpr dims parted = [] {
        dims d = from::value;
        d[d.rank++] = 0;
        d[side] = 2;
        d[pair_axis] = pairs;
        return d;
      }();
      using table =
          shape_of_dims<detail::resized(detail::table_shape(parted, time_axis, 2), side, 1)>;
      using two_sides =
          shape_of_dims<detail::resized(detail::table_shape(parted, side, 0), side, 2)>;
      const auto time = detail::index_along<detail::computed_type_of<X>, table, time_axis>();
      const auto pair = detail::index_along<detail::computed_type_of<X>, table, pair_axis>();
      constexpr real per_pair = -1.0 / pairs;
      const auto angle = time * pow(constant<Base>, pair * constant<per_pair>);
      const auto direction =
          constant<2.0> * detail::index_along<detail::computed_type_of<X>, two_sides, side>() -
          constant<1.0>;
      const auto both = reshape<shape_of_dims<parted>>(x);
      return detail::in_type_of<X>(
          reshape<from>(both * cos(angle) + reverse<side>(both) * (direction * sin(angle))));
    } else {
      return detail::refuse_positions<X>();
    }
  }
};
/// `rotary<>`, `rotary<1>` (x is [batch, time, heads, width]), `rotary<-2, rotary_pairs::neighbours>`.
template <int Time = -2, rotary_pairs Pairs = rotary_pairs::halves, real Base = 10'000.0>
inline constexpr rotary_layer<Time, Pairs, Base> rotary{};

}  // namespace tapeless
