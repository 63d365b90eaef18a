// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <tapeless/core/list.hpp>

namespace tapeless {

/// The highest number of axes a value can have. Users see rank 0 to 5; one more is left for batching.
inline constexpr int max_rank = 6;

/// The sizes of a value's axes, outermost first: the *value* form of a shape, for passes.
///
/// Unused sizes are 1, so that equality and hashing need not look at the rank first.
struct dims {
  int rank = 0;
  int size[max_rank] = {1, 1, 1, 1, 1, 1};

  constexpr int operator[](int axis) const { return size[axis]; }
  constexpr int& operator[](int axis) { return size[axis]; }

  /// Number of elements; 1 for rank 0.
  constexpr int count() const { return size[0] * size[1] * size[2] * size[3] * size[4] * size[5]; }

  friend constexpr bool operator==(const dims& a, const dims& b) {
    return a.rank == b.rank && a.size[0] == b.size[0] && a.size[1] == b.size[1] &&
           a.size[2] == b.size[2] && a.size[3] == b.size[3] && a.size[4] == b.size[4] &&
           a.size[5] == b.size[5];
  }
};

template <std::size_t Axes>
struct shape_requires_at_most_six_axes {
  static_assert(Axes <= max_rank, "shape<...>: at most 6 axes are supported [E001]");
};
template <std::size_t Least>
struct shape_requires_sizes_from_one {
  static_assert(Least >= 1, "shape<...>: every size must be at least 1 [E002]");
};

/// The sizes of a value's axes as a type: `shape<32, 784>`; `shape<>` is a scalar.
template <std::size_t... Sizes>
struct shape {
  using at_most_six_axes = decltype(sizeof(shape_requires_at_most_six_axes<sizeof...(Sizes)>));
  using sizes_from_one = decltype(sizeof(shape_requires_sizes_from_one<((Sizes > 0) && ...)>));

  // (what was refused above counts as 1 below, so that nothing else complains of it)
  static constexpr int rank =
      sizeof...(Sizes) <= max_rank ? static_cast<int>(sizeof...(Sizes)) : max_rank;
  static constexpr std::size_t count = (std::size_t{1} * ... * (Sizes > 0 ? Sizes : 1));
  static constexpr dims value = [] {
    dims d;
    d.rank = rank;
    int axis = 0;
    ((axis < max_rank ? void(d[axis++] = static_cast<int>(Sizes > 0 ? Sizes : 1)) : void()), ...);
    return d;
  }();
};

namespace detail {
template <dims D>
struct shape_from {
  template <std::size_t... Axis>
  static constexpr auto find(std::index_sequence<Axis...>) {
    return shape<static_cast<std::size_t>(D.size[Axis])...>{};
  }
  using type = decltype(find(std::make_index_sequence<static_cast<std::size_t>(D.rank)>{}));
};
}  // namespace detail

/// The type form of a shape that was computed as a value.
template <dims D>
using shape_of_dims = typename detail::shape_from<D>::type;

/// NumPy's broadcasting: shapes are aligned at their last axes, and a size of 1 stretches.
/// `rank == -1` in the result says that the two do not go together.
constexpr dims broadcast(const dims& a, const dims& b) {
  if (a == b || b.rank == 0) return a;
  dims out;
  out.rank = a.rank > b.rank ? a.rank : b.rank;
  for (int i = 0; i < out.rank; ++i) {
    const int from_a = i - (out.rank - a.rank), from_b = i - (out.rank - b.rank);
    const int x = from_a < 0 ? 1 : a[from_a], y = from_b < 0 ? 1 : b[from_b];
    if (x != y && x != 1 && y != 1) return dims{.rank = -1};
    out[i] = x == 1 ? y : x;
  }
  return out;
}

/// Row-major distances between neighbours along each axis, in elements.
constexpr core::fixed<int, max_rank> row_major_strides(const dims& d) {
  core::fixed<int, max_rank> out{};
  int step = 1;
  for (int i = d.rank; i-- > 0;) {
    out.items[i] = step;
    step *= d.size[i];
  }
  return out;
}

/// A set of axes as bits: bit i is axis i.
using axis_set = int;
inline constexpr axis_set every_axis = 0xff;

constexpr bool has_axis(axis_set set, int axis) { return ((set >> axis) & 1) != 0; }

/// The shape after a reduction that keeps the reduced axes with size 1.
constexpr dims reduced(dims d, axis_set axes) {
  for (int i = 0; i < d.rank; ++i)
    if (has_axis(axes, i)) d[i] = 1;
  return d;
}

}  // namespace tapeless
