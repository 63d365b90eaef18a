// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/config.hpp>
#include <tapeless/kernels/lanes.hpp>
#include <tapeless/kernels/loop.hpp>
#include <tapeless/kernels/product/tile.hpp>

namespace tapeless::kernels {

namespace detail {

/// The lower (upper) halves of a and b, one element of each in turn.
template <bool Upper, class L, int... I>
TAPELESS_INLINE L interleaved(L a, L b, std::integer_sequence<int, I...>) {
  constexpr int from = Upper ? L::width / 2 : 0;
  return L(static_cast<typename L::vector_type>(
      __builtin_shufflevector(a.v, b.v, (from + I / 2 + (I % 2 != 0 ? L::width : 0))...)));
}

/// Rows become columns. One step moves the first bit of the row's number to the end of the column's
/// and the first of the column's to the end of the row's; as many steps as there are bits do it.
template <int Step, class Rows, int... I>
TAPELESS_INLINE auto transposed(Rows rows, std::integer_sequence<int, I...> all) {
  constexpr int n = static_cast<int>(sizeof...(I));
  if constexpr (Step == n) {
    return rows;
  } else {
    Rows next;
    ((next.template at<I>() = interleaved<(I % 2 != 0)>(rows.template at<I / 2>(),
                                                        rows.template at<I / 2 + n / 2>(), all)),
     ...);
    return transposed<2 * Step>(next, all);
  }
}

}  // namespace detail

/// True if copying a panel of contiguous columns pays. Its rows are `row_bytes` apart in B and `panel_bytes` long, and m rows
/// of A use it.
///
/// A panel that fits the first-level cache pays where the rows would push each other out of it;
/// a long one only where each row lies on a page of its own. Measured, each 5 to 15 %; elsewhere copying costs as much.
constexpr bool copy_pays(int m, int depth, int row_bytes, int panel_bytes, const ir::target& on) {
  if (m < 64 || on.first_level.bytes == 0) return false;
  if (leaves_first_level(depth * panel_bytes, on)) return depth >= 512 && row_bytes >= on.page;
  const int line = on.cache_line, around = on.first_level.set_distance(), sets = around / line;
  int apart = sets;  // sets between which the rows alternate
  for (int b = 2 * line; b <= around && row_bytes % b == 0; b *= 2) apart /= 2;
  const int lines = greater(1, panel_bytes / line);
  return row_bytes % line == 0 &&
         2 * depth * lines > on.first_level.ways * lesser(sets, apart * lines);
}

/// A panel of B, as numbers of T: `Count` of its columns next to each other, padded with zeros to `Columns`.
template <class T, class B, int Columns, int Count, int StepB, int ColumnB>
struct panel {
  [[gnu::noinline]] static void pack(const B* b, T* to, std::ptrdiff_t depth) {
    if constexpr (ColumnB == 1) {
      TAPELESS_ROLLED
      for (std::ptrdiff_t k = 0; k < depth; ++k)
        copy_row(b + k * StepB, to + k * Columns, vectors{});
    } else if constexpr (StepB == 1 && width > 1) {
      const std::ptrdiff_t whole = depth - depth % width;
      TAPELESS_ROLLED
      for (std::ptrdiff_t k = 0; k < whole; k += width)
        turn_block(b + k, to + k * Columns, vectors{});
      copy_elements(b, to, whole, depth);
    } else {
      copy_elements(b, to, 0, depth);
    }
  }

 private:
  using lanes = native_lane<T>;
  static constexpr int width = native_width<T>;
  using vectors = std::make_integer_sequence<int, Columns / width>;
  using places = std::make_integer_sequence<int, width>;

  template <int... J>
  TAPELESS_INLINE static void copy_row(const B* b, T* to, std::integer_sequence<int, J...>) {
    (lanes::template load_first<within(Count - J * width, 0, width)>(b + J * width)
         .store_aligned(to + J * width),
     ...);
  }
  TAPELESS_INLINE static void copy_elements(const B* b, T* to, std::ptrdiff_t first,
                                            std::ptrdiff_t last) {
    TAPELESS_ROLLED
    for (std::ptrdiff_t k = first; k < last; ++k) TAPELESS_ROLLED
    for (std::ptrdiff_t j = 0; j < Columns; ++j)
      to[k * Columns + j] =
          j < Count ? stored<B>::template widened<T>(b[k * StepB + j * ColumnB]) : T(0);
  }

  template <int... J>
  TAPELESS_INLINE static void turn_block(const B* b, T* to, std::integer_sequence<int, J...>) {
    (turn_square<J>(b, to, places{}), ...);
  }
  template <int J, int... I>
  TAPELESS_INLINE static void turn_square(const B* b, T* to, std::integer_sequence<int, I...> all) {
    detail::held<lanes, places> rows;
    ((rows.template at<I>() = column<J * width + I>(b)), ...);
    rows = detail::transposed<1>(rows, all);
    (rows.template at<I>().store_aligned(to + I * Columns + J * width), ...);
  }
  template <int Column>
  TAPELESS_INLINE static lanes column(const B* b) {
    if constexpr (Column < Count)
      return lanes::load(b + std::ptrdiff_t{Column} * ColumnB);
    else
      return lanes(T(0));
  }
};

}  // namespace tapeless::kernels
