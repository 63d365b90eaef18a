// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <initializer_list>
#include <type_traits>
#include <utility>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/operators.hpp>

namespace tapeless {

template <class X, int Axis, int Rank>
struct axis_requires_to_be_in_range {
  static_assert(Axis >= -Rank && Axis < Rank,
                "f(x, axis<A>): the axis must be in [-rank, rank) of x [E017]");
};
template <class X, bool Once, int... Axis>
struct axes_require_to_be_named_once {
  static_assert(Once, "f(x, axes<A...>): no axis may be named twice [E109]");
};
template <class X, std::size_t From, std::size_t To>
struct reshape_requires_the_same_count {
  static_assert(From == To, "reshape<S>(x): the new shape must have as many elements as x [E013]");
};
template <class X, class From, class To, bool Stretches>
struct broadcast_to_requires_a_stretch {
  static_assert(Stretches,
                "broadcast_to<S>(x): every size of x must be 1 or equal to that of S [E031]");
};
template <class X, int Rank, int... Axis>
struct permute_requires_every_axis_once {
  static_assert(Rank < 0, "permute<A...>(x): the axes must name each axis of x once [E015]");
};
template <class Left, class Right, class LeftShape, class RightShape, int Axis, bool Agree>
struct concat_requires_other_sizes_to_agree {
  static_assert(Agree, "concat<A>(a, b): all sizes but that of axis A must agree [E014]");
};
template <class X, int Axis, int Start, int Stop, int Step, int Size>
struct slice_requires_a_range_inside {
  static_assert(
      0 <= Start && Start < Stop && Stop <= Size && Step >= 1,
      "slice<A, start, stop, step>(x): 0 <= start < stop <= size and step >= 1 must hold [E016]");
};
template <class X, int Before, int After>
struct pad_requires_amounts {
  static_assert(Before >= 0 && After >= 0,
                "pad<A, before, after>(x): amounts must not be negative [E018]");
};
template <class Indices, element Found>
struct indices_require_integers {
  static_assert(is_integer(Found),
                "gather, one_hot, labels: indices must be integers: input<tag, shape<...>, "
                "std::int32_t> [E020]");
};

namespace detail {
constexpr bool is_axis(int axis, int rank) { return axis >= -rank && axis < rank; }
/// The axis that a number means; negative ones count from the end.
constexpr int axis_of(int axis, int rank) { return axis < 0 ? axis + rank : axis; }

/// The first that is not an axis.
constexpr int first_wrong_axis(int rank, std::initializer_list<int> axes) {
  for (int a : axes)
    if (!is_axis(a, rank)) return a;
  return 0;
}

constexpr dims resized(dims d, int axis, int size) {
  d[axis] = size;
  return d;
}
}  // namespace detail

/// The same elements in row-major order under another shape: `reshape<shape<4, 5>>(x)`.
template <class Shape, expression X>
constexpr auto reshape(X x) {
  using from = typename X::shape_type;
  if constexpr (std::is_same_v<Shape, from>)
    return x;
  else if constexpr (from::count == Shape::count)
    return apply<ops::reshape_op, Shape, X>{};
  else {
    if constexpr (!detail::was_refused<X>)
      refuse(sentence<reshape_requires_the_same_count<operand_of<X>, from::count, Shape::count>>{});
    return stand_in<Shape, X::type>{};
  }
}

/// x stretched to a shape by NumPy's rules.
template <class Shape, expression X>
constexpr auto broadcast_to(X x) {
  using from = typename X::shape_type;
  if constexpr (std::is_same_v<Shape, from>)
    return x;
  else if constexpr (broadcast(from::value, Shape::value) == Shape::value)
    return apply<ops::broadcast_op, Shape, X>{};
  else {
    if constexpr (!detail::was_refused<X>)
      refuse(sentence<broadcast_to_requires_a_stretch<operand_of<X>, from, Shape, false>>{});
    return stand_in<Shape, X::type>{};
  }
}

/// Axis i of the result is axis Axes[i] of x.
template <int... Axis, expression X>
constexpr auto permute(X) {
  constexpr int rank = X::shape_type::rank;
  constexpr bool each_once = ((Axis >= 0 && Axis < rank) && ...) && sizeof...(Axis) == rank &&
                             (0 | ... | (1 << (Axis & 15))) == (1 << sizeof...(Axis)) - 1;
  if constexpr (each_once) {
    constexpr int packed = [] {
      int p = 0, i = 0;
      ((p |= Axis << (4 * i++)), ...);
      return p;
    }();
    using out = shape<static_cast<std::size_t>(X::shape_type::value[Axis])...>;
    return apply<with<ops::permute_op, packed>, out, X>{};
  } else {
    if constexpr (!detail::was_refused<X>)
      refuse(sentence<permute_requires_every_axis_once<operand_of<X>, rank, Axis...>>{});
    return stand_in<typename X::shape_type, X::type>{};
  }
}

/// The last two axes exchanged.
template <expression X>
constexpr auto transpose(X x) {
  constexpr int rank = X::shape_type::rank;
  if constexpr (rank < 2) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, -2, rank>>{});
    return stand_in<typename X::shape_type, X::type>{};
  } else {
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      return permute<(I == rank - 1 ? rank - 2 : I == rank - 2 ? rank - 1 : I)...>(x);
    }(std::make_integer_sequence<int, rank>{});
  }
}

/// Elements start, start + step, … before stop, along one axis.
template <int Axis, int Start, int Stop, int Step = 1, expression X>
constexpr auto slice(X) {
  using from = typename X::shape_type;
  constexpr int at = detail::axis_of(Axis, from::rank);
  if constexpr (!detail::is_axis(Axis, from::rank)) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, from::rank>>{});
    return stand_in<typename X::shape_type, X::type>{};
  } else {
    constexpr bool inside = 0 <= Start && Start < Stop && Stop <= from::value[at] && Step >= 1;
    constexpr int n = Start < Stop && Step >= 1 ? (Stop - Start + Step - 1) / Step : 1;
    using out = shape_of_dims<detail::resized(from::value, at, n)>;
    if constexpr (inside)
      return apply<with<ops::slice_op, at, Start, Step>, out, X>{};
    else {
      if constexpr (!detail::was_refused<X>)
        refuse(sentence<slice_requires_a_range_inside<operand_of<X>, at, Start, Stop, Step,
                                                      from::value[at]>>{});
      return stand_in<out, X::type>{};
    }
  }
}

/// Before and After more elements of a value along one axis.
template <int Axis, int Before, int After, real Value = 0.0, expression X>
constexpr auto pad(X) {
  using from = typename X::shape_type;
  constexpr int at = detail::axis_of(Axis, from::rank);
  if constexpr (!detail::is_axis(Axis, from::rank)) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, from::rank>>{});
    return stand_in<typename X::shape_type, X::type>{};
  } else if constexpr (Before < 0 || After < 0) {
    refuse(sentence<pad_requires_amounts<operand_of<X>, Before, After>>{});
    return stand_in<from, X::type>{};
  } else {
    constexpr int n = from::value[at] + Before + After;
    return apply<with<ops::pad_op, at, Before, 0, Value>,
                 shape_of_dims<detail::resized(from::value, at, n)>, X>{};
  }
}

/// Values one behind the other along an axis.
template <int Axis, expression X>
constexpr auto concat(X x) {
  if constexpr (detail::is_axis(Axis, X::shape_type::rank)) return x;
  // which says so
  else
    return slice<Axis, 0, 1>(x);
}
template <int Axis, expression A, expression B, expression... More>
constexpr auto concat(A, B, More... more) {
  constexpr dims a = A::shape_type::value, b = B::shape_type::value;
  constexpr int at = detail::axis_of(Axis, a.rank);
  if constexpr (!detail::is_axis(Axis, a.rank)) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<A>, Axis, a.rank>>{});
    return stand_in<typename A::shape_type, A::type>{};
  } else {
    constexpr bool agree =
        a.rank == b.rank && detail::resized(a, at, 1) == detail::resized(b, at, 1);
    using out = shape_of_dims<detail::resized(a, at, a[at] + (a.rank == b.rank ? b[at] : 1))>;
    if constexpr (agree)
      return concat<Axis>(apply<with<ops::concat_op, at>, out, A, B>{}, more...);
    else {
      if constexpr (!(detail::was_refused<A> || detail::was_refused<B>))
        refuse(sentence<concat_requires_other_sizes_to_agree<left_operand<A>, right_operand<B>,
                                                             typename A::shape_type,
                                                             typename B::shape_type, at, false>>{});
      return concat<Axis>(stand_in<out, promote(A::type, B::type)>{}, more...);
    }
  }
}

/// Order reversed along some axes.
template <int... Axis, expression X>
requires(sizeof...(Axis) > 0)
constexpr auto reverse(X) {
  constexpr int rank = X::shape_type::rank;
  if constexpr ((detail::is_axis(Axis, rank) && ...)) {
    return apply<with<ops::reverse_op, ((1 << detail::axis_of(Axis, rank)) | ...)>,
                 typename X::shape_type, X>{};
  } else {
    constexpr int wrong = detail::first_wrong_axis(rank, {Axis...});
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, wrong, rank>>{});
    return stand_in<typename X::shape_type, X::type>{};
  }
}

/// A new axis of size 1.
template <int Axis, expression X>
constexpr auto expand_dims(X x) {
  constexpr int rank = X::shape_type::rank, at = detail::axis_of(Axis, rank + 1);
  if constexpr (!detail::is_axis(Axis, rank + 1)) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, rank + 1>>{});
    return stand_in<typename X::shape_type, X::type>{};
  } else {
    constexpr dims d = [] {
      dims out;
      out.rank = rank + 1;
      for (int i = 0; i <= rank; ++i)
        out[i] = i < at ? X::shape_type::value[i] : i == at ? 1 : X::shape_type::value[i - 1];
      return out;
    }();
    return reshape<shape_of_dims<d>>(x);
  }
}

/// Slices of x along an axis, picked by integer indices, as numpy.take.
template <int Axis, expression X, expression Indices>
constexpr auto gather(X, Indices) {
  constexpr int at = detail::axis_of(Axis, X::shape_type::rank);
  if constexpr (!detail::is_axis(Axis, X::shape_type::rank)) {
    refuse(sentence<axis_requires_to_be_in_range<operand_of<X>, Axis, X::shape_type::rank>>{});
    return stand_in<typename X::shape_type, X::type>{};
  } else {
    constexpr dims d =
        ops::gather_op::shape({{X::shape_type::value, Indices::shape_type::value, dims{}},
                               ops::along_axis{at}.packed(),
                               dims{}});
    if constexpr (is_integer(Indices::type))
      return apply<with<ops::gather_op, at>, shape_of_dims<d>, X, Indices>{};
    else {
      refuse(sentence<indices_require_integers<operand_of<Indices>, Indices::type>>{});
      return stand_in<shape_of_dims<d>, X::type>{};
    }
  }
}

/// 1 where the label is, else 0, along a new last axis of n classes. Labels outside [0, n) give zeros.
template <std::size_t Classes, expression Labels>
constexpr auto one_hot(Labels labels) {
  const auto column = expand_dims<-1>(labels);
  constexpr int rank = Labels::shape_type::rank;
  using out = shape_of_dims<detail::resized(decltype(column)::shape_type::value, rank, Classes)>;
  if constexpr (is_integer(Labels::type))
    return equal(column, iota<out, rank>{});
  else {
    refuse(sentence<indices_require_integers<operand_of<Labels>, Labels::type>>{});
    return stand_in<out, default_element>{};
  }
}

}  // namespace tapeless
