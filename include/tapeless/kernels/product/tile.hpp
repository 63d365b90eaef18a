// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/config.hpp>
#include <tapeless/kernels/lanes.hpp>
#include <tapeless/kernels/loop.hpp>
#include <tapeless/kernels/target.hpp>

namespace tapeless::kernels {

/// Cut of a matrix product: tiles of at most `rows` by `vectors` registers of columns.
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
constexpr int most_rows(int vectors, const ir::target& on) {
  const int rows = (on.registers - 1 - vectors) / vectors;
  return within(rows, 1, on.registers - 4);
}

/// Number of rows of A that may be read side by side, if they are `bytes` apart (0: next to each other). Elements that fall into
/// one set of the first-level cache push each other out; of its ways, three quarters are counted on.
constexpr int rows_beside(int bytes, const ir::target& on) {
  const int any = 64, apart = on.first_level.set_distance();
  if (bytes == 0 || apart == 0) return any;
  int step = apart;
  while (step > 1 && bytes % step != 0) step /= 2;
  return step < apart / 4 ? any : on.first_level.ways * 3 / 4 * (apart / step);
}

/// True if so many bytes do not stay in the first-level cache, beside what else is read.
constexpr bool leaves_first_level(int bytes, const ir::target& on) {
  return on.first_level.bytes > 0 && bytes > on.first_level.bytes / 4 * 3;
}

/// Picks the tile for m rows and n columns in lanes of `width`; rows of A are `row_bytes` apart, 0 if
/// they are next to each other. A column of B is `column_bytes` long.
///
/// Per step of k a tile of r × v takes r·v multiplications and r + v loads, two of each a cycle, and
/// not less than the time of one multiplication, which is eight of these. Registers of B that come from the second-level
/// cache, as the tile's columns do not fit the first, take the time of 3.5 loads (8 rows, 128 columns, 1,152 steps: a tile
/// of 4 × 4 took 1.25 times as long as one of 8 × 3).
constexpr tile_shape tile_for(int m, int n, int width, int row_bytes, bool packed, int column_bytes,
                              const ir::target& on) {
  const int columns = (n + width - 1) / width;
  const int beside = rows_beside(row_bytes, on);
  const auto rows_for = [&](int vectors) {
    return balanced(m, lesser(most_rows(vectors, on), beside));
  };
  const auto cost = [&](int vectors) {
    const balanced_parts parts = rows_for(vectors);
    const bool far = leaves_first_level(column_bytes * vectors * width, on);
    const int loads_of_b = far ? vectors * 7 / 2 : vectors;
    const auto one = [&](int rows) {
      return rows == 0 ? 0 : greater(greater(rows * vectors, rows + loads_of_b), 8);
    };
    return parts.large * one(parts.part) + (parts.count - parts.large) * one(parts.part - 1);
  };
  tile_shape best;
  int least = 0;
  // of equals the first: measured, four vectors are never slower, and faster by 10 % on long k
  const int candidates[] = {on.registers == 32 ? 4 : 2, 2, 4, 3, 1, 8, 6};
  for (int v : candidates) {
    if (v > columns || (packed && v * width > on.panel_columns) || (v > 4 && m > 2)) continue;
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

/// One row of a tile: `Vectors` registers. All tiles share these functions.
template <class T, int Vectors, class Items = std::make_integer_sequence<int, Vectors>>
struct tile_row;
template <class T, int Vectors, int... J>
struct tile_row<T, Vectors, std::integer_sequence<int, J...>> : held_one<J, native_lane<T>>... {
  using lanes = native_lane<T>;
  static constexpr int width = native_width<T>;

  TAPELESS_INLINE void clear() {
    ((static_cast<held_one<J, lanes>&>(*this).value = lanes(T(0))), ...);
  }
  /// Adds x times another row.
  TAPELESS_INLINE void add(lanes x, const tile_row& b) {
    ((static_cast<held_one<J, lanes>&>(*this).value =
          fma(x, static_cast<const held_one<J, lanes>&>(b).value,
              static_cast<held_one<J, lanes>&>(*this).value)),
     ...);
  }
  TAPELESS_INLINE void store(T* p) const {
    (static_cast<const held_one<J, lanes>&>(*this).value.store(p + J * width), ...);
  }
  /// Columns of B; those of the last register past `Last` are not read.
  template <int Last, int Stride, class B>
  TAPELESS_INLINE void load(const B* p) {
    ((static_cast<held_one<J, lanes>&>(*this).value =
          columns<columns_of<J, Last>, Stride>(p + std::ptrdiff_t{J} * width * Stride)),
     ...);
  }

 private:
  template <int Register, int Last>
  static constexpr int columns_of = Register == Vectors - 1 ? Last : width;
  template <int Count, int Stride, class B>
  TAPELESS_INLINE static lanes columns(const B* p) {
    if constexpr (Stride == 1)
      return lanes::template load_first<Count>(p);
    else
      return lanes::template load_first_strided<Count>(p, Stride);
  }
};

}  // namespace detail

/// A summed loop around the innermost: how often it runs, and how far A and B lie apart from one time to the next.
struct walk_loop {
  int size = 1, a = 0, b = 0;
};
/// The summed loops around the innermost, outermost first; mostly none.
template <walk_loop... Loops>
struct walk {};

/// One register tile, with operands of any type and sums of T: c[i][j] = Σ_k a[i · RowA + k · StepA] · b[k · StepB + j · ColumnB], summed over `Walk` too.
///
/// Knows nothing of plans, so that programs and kernels share it. Columns of the last vector past `Last` are not
/// read from b. c is written as whole registers, rows RowC apart; `Onto` what stands there, if so said.
template <class T, class A, class B, int Rows, int Vectors, int RowA, int StepA, int StepB,
          int ColumnB, int Last, int RowC, class Walk = walk<>, bool Onto = false>
struct tile {
  [[gnu::noinline]] static void run(const A* a, const B* b, T* c, std::ptrdiff_t depth) {
    run(a, b, c, depth, std::make_integer_sequence<int, Rows>{});
  }

 private:
  using row = detail::tile_row<T, Vectors>;
  template <int I>
  using sum = detail::held_one<I, row>;

  template <int... I>
  TAPELESS_INLINE static void run(const A* a, const B* b, T* c, std::ptrdiff_t depth,
                                  std::integer_sequence<int, I...>) {
    detail::held<row, std::integer_sequence<int, I...>> sums;
    if constexpr (Onto)
      (static_cast<sum<I>&>(sums).value.template load<native_width<T>, 1>(c +
                                                                          std::ptrdiff_t{I} * RowC),
       ...);
    else
      (static_cast<sum<I>&>(sums).value.clear(), ...);
    add<I...>(sums, a, b, depth, Walk{});
    (static_cast<sum<I>&>(sums).value.store(c + std::ptrdiff_t{I} * RowC), ...);
  }
  template <int... I, class Sums>
  TAPELESS_INLINE static void add(Sums& sums, const A* a, const B* b, std::ptrdiff_t depth,
                                  walk<>) {
    TAPELESS_ROLLED
    for (; depth > 0; --depth) {
      row columns;
      columns.template load<Last, ColumnB>(b);
      (static_cast<sum<I>&>(sums).value.add(
           native_lane<T>(stored<A>::template widened<T>(a[std::ptrdiff_t{I} * RowA])), columns),
       ...);
      a += StepA;
      b += StepB;
    }
  }
  template <int... I, class Sums, walk_loop First, walk_loop... Rest>
  TAPELESS_INLINE static void add(Sums& sums, const A* a, const B* b, std::ptrdiff_t depth,
                                  walk<First, Rest...>) {
    TAPELESS_ROLLED
    for (int i = 0; i < First.size; ++i) {
      add<I...>(sums, a, b, depth, walk<Rest...>{});
      a += First.a;
      b += First.b;
    }
  }
};

}  // namespace tapeless::kernels
