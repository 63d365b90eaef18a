// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/kernels/body.hpp>
#include <tapeless/kernels/tile.hpp>

namespace tapeless::kernels {

/// Matrix products with an epilogue.
///
/// Order     for every batch: for every panel of columns: copy B's columns together (if the plan gave room); for every
///           tile: products in registers, then the epilogue over the finished tile
/// Epilogue  reads the tile from a small array: its instructions stand once per kind of chunk, not once per register
template <class Carrier, int K>
struct contraction {
  using body = kernels::body<Carrier, K>;
  using T = typename body::T;
  using state = typename body::state;
  using one = typename body::one;
  static constexpr loop_form form = body::form;
  static constexpr int width = native_width<T>;

  TAPELESS_INLINE static void run(std::byte* arena, const std::int64_t* offsets) {
    state s(arena, offsets);
    batch<0>(s);
  }

 private:
  static constexpr int row_loop = form.loops - 2, column_loop = form.loops - 1, depth_loop = form.loops;
  static constexpr int m = form.size_of(row_loop), n = form.size_of(column_loop), depth = form.size_of(depth_loop);
  static constexpr const access& a_access = body::access_at(0);
  static constexpr const access& b_access = body::access_at(1);
  static_assert(a_access.index_access < 0 && b_access.index_access < 0, "contract: its operands must be direct accesses");
  using A = stored_type<a_access.type>;
  using B = stored_type<b_access.type>;

  static constexpr int stride(const access& a, int loop) { return a.stride[loop]; }
  static constexpr int row_a = stride(a_access, row_loop), step_a = stride(a_access, depth_loop);
  static constexpr int step_b = stride(b_access, depth_loop), column_b = stride(b_access, column_loop);

  /// Lanes of one element read B where it is.
  static constexpr bool packed = body::given.packed && width > 1;
  static constexpr tile_shape shape = tile_for(m, n, width, packed);
  static constexpr int panel_width = shape.vectors * width, panels = n / panel_width, rest = n % panel_width;

  /// A product that is only stored, contiguously, goes there from the registers.
  static constexpr bool plain = [] {
    if (body::count != 1 || body::given.stores != 1) return false;
    const store& st = body::store_at(0);
    const access& a = body::access_at(st.access);
    return st.what.source == operand::from::local && st.what.index == 0 && !st.accumulate &&
           a.type == element_of<T> && a.index_access < 0 && a.buffer >= 0 &&
           a.stride[column_loop] == 1;
  }();

  template <int L>
  TAPELESS_INLINE static void batch(state& s) {
    body::template run<stage::hoisted, L, one>(s, s.shared);
    if constexpr (L < row_loop) {
      for (std::ptrdiff_t i = 0; i < form.size_of(L); ++i) {
        s.at[L] = i;
        batch<L + 1>(s);
      }
    } else {
      s.at[row_loop] = s.at[column_loop] = 0;
      const A* a = body::template data<0>(s);
      const B* b = body::template data<1>(s);
      for (std::ptrdiff_t p = 0; p < panels; ++p) columns<panel_width>(s, a, b, p * panel_width);
      if constexpr (rest > 0) columns<rest>(s, a, b, std::ptrdiff_t{panels} * panel_width);
    }
  }

  /// The product for `Count` columns from `first` on.
  template <int Count>
  TAPELESS_INLINE static void columns(state& s, const A* a, const B* b, std::ptrdiff_t first) {
    constexpr int vectors = (Count + width - 1) / width, padded = vectors * width;
    constexpr balanced_parts parts = balanced(m, most_rows(vectors));
    constexpr bool direct = plain && Count == padded;
    constexpr int row_c = direct ? stride(body::access_at(body::store_at(0).access), row_loop) : padded;
    alignas(64) T finished[direct ? 1 : static_cast<std::size_t>(parts.part * padded)];
    T* to = finished;
    b += first * column_b;
    const auto each_tile = [&]<class Right, int StepB, int ColumnB, int Last>(const Right* right) TAPELESS_INLINE_LAMBDA {
      for (std::ptrdiff_t t = 0, row = 0; t < parts.count; ++t) {
        const bool large = t < parts.large;
        if constexpr (direct) {
          s.at[row_loop] = row;
          s.at[column_loop] = first;
          to = body::template data<body::store_at(0).access>(s);
        }
        const A* left = a + row * row_a;
        if (large) {
          tile<T, A, Right, parts.part, vectors, row_a, step_a, StepB, ColumnB, Last, row_c>::run(left, right, to, depth);
        } else if constexpr (parts.large < parts.count) {
          tile<T, A, Right, parts.part - 1, vectors, row_a, step_a, StepB, ColumnB, Last, row_c>::run(left, right, to, depth);
        }
        const int rows = large ? parts.part : parts.part - 1;
        if constexpr (!direct) epilogue<Count, padded>(s, finished, row, rows, first);
        row += rows;
      }
    };
    if constexpr (packed) {
      T* room = reinterpret_cast<T*>(s.memory[body::given.bindings - 1]);
      panel<T, B, padded, Count, step_b, column_b>::pack(b, room, depth);
      each_tile.template operator()<T, padded, 1, width>(room);
    } else {
      each_tile.template operator()<B, step_b, column_b, Count - (vectors - 1) * width>(b);
    }
  }

  template <int Count, int Padded>
  TAPELESS_INLINE static void epilogue(state& s, const T* finished, std::ptrdiff_t row, int rows, std::ptrdiff_t column) {
    for (std::ptrdiff_t r = 0; r < rows; ++r) {
      s.at[row_loop] = row + r;
      body::template run<stage::hoisted, form.outer, one>(s, s.shared);
      const T* line = finished + r * Padded;
      for (std::ptrdiff_t j = 0; j + width <= Count; j += width)
        piece<chunk<T, width, width>>(s, line + j, column + j);
      if constexpr (Count % width != 0) {
        constexpr int whole = Count / width * width;
        auto tail = [&](std::ptrdiff_t j, auto c) TAPELESS_INLINE_LAMBDA {
          piece<decltype(c)>(s, line + whole + j, column + whole + j);
        };
        for_each_chunk<T, Count % width>(tail);
      }
    }
  }
  template <class C>
  TAPELESS_INLINE static void piece(state& s, const T* product, std::ptrdiff_t column) {
    typename body::template registers<C::width> values;
    s.at[column_loop] = column;
    body::template in<0, C::width>(values) = C::lane_type::load(product);
    body::template run<stage::inner, 0, C>(s, values);
    body::template store_all<0, 0, C>(s, values);
  }
};

}  // namespace tapeless::kernels
