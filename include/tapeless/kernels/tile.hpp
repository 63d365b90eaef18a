// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/config.hpp>
#include <tapeless/kernels/lane.hpp>
#include <tapeless/kernels/loop.hpp>

namespace tapeless::kernels {

/// How a matrix product is cut: tiles of at most `rows` by `vectors` registers of columns.
struct tile_shape {
  int rows = 1, vectors = 1;
};

/// `extent` in equal parts of at most `most`: the first `large` have `part`, the others one less.
struct balanced_parts {
  int part = 1, count = 1, large = 1;
};
constexpr balanced_parts balanced(int extent, int most) {
  const int count = (extent + most - 1) / most, part = (extent + count - 1) / count;
  return {part, count, extent - count * (part - 1)};
}

/// The most rows of a tile of so many vectors: its accumulators, one row of B and one element
/// of A stay in registers.
constexpr int most_rows(int vectors) {
  const int rows = (register_count - 1 - vectors) / vectors;
  return std::clamp(rows, 1, register_count - 4);
}

/// Rows of A whose elements fall into one set of a first-level cache (32 KB, 8 ways) push each other
/// out: how many may be read side by side, if they are `bytes` apart.
constexpr int rows_beside(int bytes) {
  int sets = 4096;  // distance after which sets repeat
  while (sets > 1 && bytes % sets != 0) sets /= 2;
  return sets < 1024 ? 64 : 6 * (4096 / sets);
}

/// Picks the tile for m rows and n columns in lanes of `width`; rows of A are `row_bytes` apart, 0 if
/// they are next to each other.
///
/// Per step of k a tile of r × v takes r·v multiplications and r + v loads, two of each a cycle, and
/// not less than the time of one multiplication, which is eight of these.
constexpr tile_shape tile_for(int m, int n, int width, int row_bytes, bool packed) {
  const int columns = (n + width - 1) / width;
  const int beside = row_bytes == 0 ? 64 : rows_beside(row_bytes);
  const auto rows_for = [&](int vectors) { return balanced(m, std::min(most_rows(vectors), beside)); };
  const auto cost = [&](int vectors) {
    const balanced_parts parts = rows_for(vectors);
    const auto one = [&](int rows) { return rows == 0 ? 0 : std::max({rows * vectors, rows + vectors, 8}); };
    return parts.large * one(parts.part) + (parts.count - parts.large) * one(parts.part - 1);
  };
  tile_shape best;
  int least = 0;
  constexpr int candidates[] = {2, 4, 3, 1, 8, 6};
  for (int v : candidates) {
    if (v > columns || (packed && v * width > 64) || (v > 4 && m > 2)) continue;
    const int total = columns / v * cost(v) + (columns % v != 0 ? cost(columns % v) : 0);
    if (least == 0 || total < least) {
      least = total;
      best = {rows_for(v).part, v};
    }
  }
  return best;
}

namespace detail {

/// Registers as bases of one object, never in an array: g++ keeps arrays of registers in memory.
template <int I, class V>
struct held_one {
  V value;
};
template <class V, class Items>
struct held;
template <class V, int... I>
struct held<V, std::integer_sequence<int, I...>> : held_one<I, V>... {
  template <int J>
  TAPELESS_INLINE V& at() {
    return static_cast<held_one<J, V>&>(*this).value;
  }
};

}  // namespace detail

/// One register tile: c[i][j] = Σ_k a[i · RowA + k · StepA] · b[k · StepB + j · ColumnB].
///
/// Knows nothing of plans, so that programs and kernels share it. Columns of the last vector past `Last` are not
/// read from b. c is written as whole registers, rows RowC apart.
template <class T, class A, class B, int Rows, int Vectors, int RowA, int StepA, int StepB, int ColumnB, int Last, int RowC>
struct tile {
  using lanes = native_lane<T>;
  static constexpr int width = native_width<T>;
  using rows = std::make_integer_sequence<int, Rows>;
  using vectors = std::make_integer_sequence<int, Vectors>;

  [[gnu::noinline]] static void run(const A* a, const B* b, T* c, std::ptrdiff_t depth) {
    detail::held<lanes, std::make_integer_sequence<int, Rows * Vectors>> sums;
    clear(sums, std::make_integer_sequence<int, Rows * Vectors>{});
    TAPELESS_ROLLED
    for (; depth > 0; --depth) {
      step(sums, a, b, rows{}, vectors{});
      a += StepA;
      b += StepB;
    }
    write(sums, c, std::make_integer_sequence<int, Rows * Vectors>{});
  }

 private:
  template <class Sums, int... I>
  TAPELESS_INLINE static void clear(Sums& sums, std::integer_sequence<int, I...>) {
    ((sums.template at<I>() = lanes(T(0))), ...);
  }
  template <class Sums, int... I, int... J>
  TAPELESS_INLINE static void step(Sums& sums, const A* a, const B* b, std::integer_sequence<int, I...>,
                                   std::integer_sequence<int, J...>) {
    detail::held<lanes, vectors> row;
    ((row.template at<J>() = columns<J>(b)), ...);
    (step_row<I>(sums, lanes(static_cast<T>(a[std::ptrdiff_t{I} * RowA])), row, vectors{}), ...);
  }
  template <int I, class Sums, class Row, int... J>
  TAPELESS_INLINE static void step_row(Sums& sums, lanes x, Row& row, std::integer_sequence<int, J...>) {
    ((sums.template at<I * Vectors + J>() =
          fma(x, row.template at<J>(), sums.template at<I * Vectors + J>())), ...);
  }
  template <int J>
  TAPELESS_INLINE static lanes columns(const B* b) {
    constexpr int count = J == Vectors - 1 ? Last : width;
    const B* p = b + std::ptrdiff_t{J} * width * ColumnB;
    if constexpr (!std::is_same_v<B, T>) {
      return lanes::generate([&](int i) TAPELESS_INLINE_LAMBDA {
        return i < count ? static_cast<T>(p[std::ptrdiff_t{i} * ColumnB]) : T(0);
      });
    } else if constexpr (ColumnB == 1) {
      return lanes::template load_first<count>(p);
    } else {
      return lanes::template load_first_strided<count>(p, ColumnB);
    }
  }
  template <class Sums, int... I>
  TAPELESS_INLINE static void write(Sums& sums, T* c, std::integer_sequence<int, I...>) {
    (sums.template at<I>().store(c + std::ptrdiff_t{I / Vectors} * RowC + I % Vectors * width), ...);
  }
};

}  // namespace tapeless::kernels
