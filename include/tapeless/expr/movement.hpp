// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>

#include <tapeless/core/require.hpp>
#include <tapeless/expr/operators.hpp>

namespace tapeless {

template <int Axis, int Rank>
struct axis_requires_to_be_in_range {
  static constexpr bool holds = Axis >= -Rank && Axis < Rank;
  static_assert(holds, "f(x, axis<A>): the axis must be in [-rank, rank) of x [E017]");
};
template <class X, std::size_t From, std::size_t To>
struct reshape_requires_the_same_count {
  static constexpr bool holds = From == To;
  static_assert(holds, "reshape<S>(x): the new shape must have as many elements as x [E013]");
};
template <class X, class Shape>
struct broadcast_to_requires_a_stretch {
  static constexpr bool holds = broadcast(X::shape_type::value, Shape::value) == Shape::value;
  static_assert(holds, "broadcast_to<S>(x): every size of x must be 1 or equal to that of S [E031]");
};
template <class X, int... Axis>
struct permute_requires_every_axis_once {
  static constexpr bool holds =
      sizeof...(Axis) == X::shape_type::rank && (0 | ... | (1 << (Axis & 15))) == (1 << sizeof...(Axis)) - 1;
  static_assert(holds, "permute<A...>(x): the axes must name each axis of x once [E015]");
};
template <class Left, class Right, int Axis, dims LeftShape, dims RightShape>
struct concat_requires_other_sizes_to_agree {
  static constexpr bool holds = [] {
    if (LeftShape.rank != RightShape.rank) return false;
    for (int i = 0; i < LeftShape.rank; ++i)
      if (i != Axis && LeftShape[i] != RightShape[i]) return false;
    return true;
  }();
  static_assert(holds, "concat<A>(a, b): all sizes but that of axis A must agree [E014]");
};
template <class X, int Axis, int Start, int Stop, int Step, int Size>
struct slice_requires_a_range_inside {
  static constexpr bool holds = Step >= 1 && Start >= 0 && Start < Stop && Stop <= Size;
  static_assert(holds, "slice<A, start, stop, step>(x): 0 <= start < stop <= size and step >= 1 must hold [E016]");
};

namespace detail {
template <int Axis, int Rank>
struct axis_in_range {
  static constexpr bool holds = require<axis_requires_to_be_in_range<Axis, Rank>>;
  static constexpr int value = Axis < 0 ? Axis + Rank : Axis;
};
constexpr dims resized(dims d, int axis, int size) {
  d[axis] = size;
  return d;
}
}  // namespace detail

/// The same elements in row-major order under another shape: `reshape<shape<4, 5>>(x)`.
template <class Shape, expression X>
constexpr auto reshape(X x) {
  if constexpr (std::is_same_v<Shape, typename X::shape_type>)
    return x;
  else if constexpr (require<reshape_requires_the_same_count<X, X::shape_type::count, Shape::count>>)
    return apply<reshape_op, Shape, X>{};
  else
    return x;
}

/// x stretched to a shape by NumPy's rules.
template <class Shape, expression X>
constexpr auto broadcast_to(X x) {
  if constexpr (std::is_same_v<Shape, typename X::shape_type>)
    return x;
  else if constexpr (require<broadcast_to_requires_a_stretch<X, Shape>>)
    return apply<broadcast_op, Shape, X>{};
  else
    return x;
}

/// Axis i of the result is axis Axes[i] of x.
template <int... Axis, expression X>
constexpr auto permute(X x) {
  if constexpr (require<permute_requires_every_axis_once<X, Axis...>>) {
    constexpr int packed = [] {
      int p = 0, i = 0;
      ((p |= Axis << (4 * i++)), ...);
      return p;
    }();
    using out = shape<static_cast<std::size_t>(X::shape_type::value[Axis])...>;
    return apply<with<permute_op, packed>, out, X>{};
  } else {
    return x;
  }
}

/// The last two axes exchanged.
template <expression X>
constexpr auto transpose(X x) {
  static_cast<void>(require<axis_requires_to_be_in_range<-2, X::shape_type::rank>>);
  return [&]<int... I>(std::integer_sequence<int, I...>) {
    constexpr int rank = static_cast<int>(sizeof...(I));
    return permute<(I == rank - 1 ? rank - 2 : I == rank - 2 ? rank - 1 : I)...>(x);
  }(std::make_integer_sequence<int, X::shape_type::rank>{});
}

/// Elements start, start + step, … before stop, along one axis.
template <int Axis, int Start, int Stop, int Step = 1, expression X>
constexpr auto slice(X x) {
  using at = detail::axis_in_range<Axis, X::shape_type::rank>;
  if constexpr (!at::holds) {
    return x;
  } else if constexpr (!require<slice_requires_a_range_inside<X, at::value, Start, Stop, Step,
                                                              X::shape_type::value[at::value]>>) {
    return x;
  } else {
    constexpr int n = (Stop - Start + Step - 1) / Step;
    return apply<with<slice_op, at::value, Start, Step>,
                 shape_of_dims<detail::resized(X::shape_type::value, at::value, n)>, X>{};
  }
}

/// Before and After more elements of a value along one axis.
template <int Axis, int Before, int After, real Value = 0.0, expression X>
constexpr auto pad(X x) {
  using at = detail::axis_in_range<Axis, X::shape_type::rank>;
  static_assert(Before >= 0 && After >= 0, "pad<A, before, after>(x): amounts must not be negative [E018]");
  if constexpr (!at::holds) {
    return x;
  } else {
    constexpr int n = X::shape_type::value[at::value] + Before + After;
    return apply<with<pad_op, at::value, Before, 0, Value>,
                 shape_of_dims<detail::resized(X::shape_type::value, at::value, n)>, X>{};
  }
}

/// Values one behind the other along an axis.
template <int Axis, expression X>
constexpr X concat(X x) {
  return x;
}
template <int Axis, expression A, expression B, expression... More>
constexpr auto concat(A a, B, More... more) {
  using at = detail::axis_in_range<Axis, A::shape_type::rank>;
  if constexpr (!at::holds) {
    return a;
  } else if constexpr (!require<concat_requires_other_sizes_to_agree<
                           left_operand<A>, right_operand<B>, at::value, A::shape_type::value, B::shape_type::value>>) {
    return a;
  } else {
    constexpr int n = A::shape_type::value[at::value] + B::shape_type::value[at::value];
    using both = apply<with<concat_op, at::value>,
                       shape_of_dims<detail::resized(A::shape_type::value, at::value, n)>, A, B>;
    return concat<Axis>(both{}, more...);
  }
}

/// Order reversed along some axes.
template <int... Axis, expression X>
constexpr auto reverse(X x) {
  constexpr int rank = X::shape_type::rank;
  if constexpr ((detail::axis_in_range<Axis, rank>::holds && ...))
    return apply<with<reverse_op, ((1 << detail::axis_in_range<Axis, rank>::value) | ...)>,
                 typename X::shape_type, X>{};
  else
    return x;
}

/// A new axis of size 1.
template <int Axis, expression X>
constexpr auto expand_dims(X x) {
  constexpr int rank = X::shape_type::rank;
  using at = detail::axis_in_range<Axis, rank + 1>;
  if constexpr (!at::holds) {
    return x;
  } else {
    constexpr dims d = [] {
      dims out;
      out.rank = rank + 1;
      for (int i = 0; i <= rank; ++i)
        out[i] = i < at::value ? X::shape_type::value[i] : i == at::value ? 1 : X::shape_type::value[i - 1];
      return out;
    }();
    return reshape<shape_of_dims<d>>(x);
  }
}

template <class X, element Found>
struct indices_require_integers {
  static constexpr bool holds = Found == element::int32;
  static_assert(holds, "gather, one_hot, labels: indices must be integers: input<tag, shape<...>, std::int32_t> [E020]");
};

/// Slices of x along an axis, picked by integer indices, as numpy.take.
template <int Axis, expression X, expression Indices>
constexpr auto gather(X x, Indices) {
  using at = detail::axis_in_range<Axis, X::shape_type::rank>;
  if constexpr (!at::holds || !require<indices_require_integers<Indices, Indices::type>>) {
    return x;
  } else {
    constexpr dims d = gather_op::shape(
        {{X::shape_type::value, Indices::shape_type::value, dims{}}, attributes{.axis = at::value}, dims{}});
    return apply<with<gather_op, at::value>, shape_of_dims<d>, X, Indices>{};
  }
}

/// 1 where the label is, else 0, along a new last axis of n classes. Labels outside [0, n) give zeros.
template <std::size_t Classes, expression Labels>
constexpr auto one_hot(Labels labels) {
  static_cast<void>(require<indices_require_integers<Labels, Labels::type>>);
  const auto column = expand_dims<-1>(labels);
  constexpr dims d = detail::resized(decltype(column)::shape_type::value, Labels::shape_type::rank, Classes);
  return equal(column, iota<shape_of_dims<d>, Labels::shape_type::rank>{});
}

}  // namespace tapeless
