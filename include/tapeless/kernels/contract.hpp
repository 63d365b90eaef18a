// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/kernels/body.hpp>
#include <tapeless/kernels/dot.hpp>
#include <tapeless/kernels/panel.hpp>
#include <tapeless/kernels/tile.hpp>

namespace tapeless::kernels {

/// Matrix products with an epilogue.
///
/// Order     for every batch: for every panel of columns: copy B's columns together (if the plan gave room); for every
///           tile: products in registers, then the epilogue over the finished tile
/// One row   of contiguous columns is dot products; one column is one row of the turned product
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
  static constexpr const kernel& given = body::given;
  static constexpr bool turned = is_turned(given);
  static constexpr int batches = given.loops - 3, depth_loop = given.loops - 1;
  static constexpr int row_loop = turned ? batches + 1 : batches,
                       column_loop = turned ? batches : batches + 1;
  static constexpr int m = given.size[row_loop], n = given.size[column_loop],
                       depth = given.size[depth_loop];

  // A is what is broadcast, B what fills the lanes; of a turned product they are the other operand
  static constexpr int a_number = turned ? 1 : 0, b_number = turned ? 0 : 1;
  static constexpr const access& a_access = body::access_at(a_number);
  static constexpr const access& b_access = body::access_at(b_number);
  static_assert(a_access.index_access < 0 && b_access.index_access < 0,
                "contract: its operands must be direct accesses");
  using A = stored_type<a_access.type>;
  using B = stored_type<b_access.type>;
  static constexpr int row_a = a_access.stride[row_loop], step_a = a_access.stride[depth_loop];
  static constexpr int step_b = b_access.stride[depth_loop],
                       column_b = b_access.stride[column_loop];

  /// One row, and both operands contiguous along k: no column of B is read twice, so nothing is packed.
  static constexpr bool dots = m == 1 && width > 1 && step_a == 1 && step_b == 1 && column_b != 1 &&
                               depth >= width&& std::is_same_v<A, T>&& std::is_same_v<B, T>;
  static constexpr int row_bytes = row_a > 16 ? row_a* static_cast<int>(sizeof(A)) : 0;
  /// The plan gave room for panels, and they pay: lanes of one element read B where it is.
  static constexpr bool packed =
      given.packed && width > 1 && !turned && !dots &&
      (column_b != 1 ||
       copy_pays(
           m, depth, step_b* static_cast<int>(sizeof(B)),
           tile_for(m, n, width, row_bytes, true).vectors* width* static_cast<int>(sizeof(T))));
  static constexpr tile_shape shape = tile_for(m, n, width, row_bytes, packed);
  static constexpr int panel_width = shape.vectors * width, panels = n / panel_width,
                       rest = n % panel_width;

  /// A product that is only stored, contiguously, goes there from the registers.
  static constexpr bool plain = [] {
    if (body::count != 1 || given.stores != 1) return false;
    const store& st = body::store_at(0);
    const access& a = body::access_at(st.access);
    return st.what.source == operand::from::local && st.what.index == 0 && !st.accumulate &&
           a.type == element_of<T> && a.index_access < 0 && a.buffer >= 0 &&
           a.stride[column_loop] == 1;
  }();

  template <int L>
  TAPELESS_INLINE static void batch(state& s) {
    if constexpr (!body::template is_idle<stage::hoisted, L>)
      body::template run<stage::hoisted, L, one>(s, s.shared);
    if constexpr (L < batches) {
      TAPELESS_ROLLED
      for (std::ptrdiff_t i = 0; i < form.size[L]; ++i) {
        s.at[L] = i;
        batch<L + 1>(s);
      }
    } else {
      s.at[row_loop] = s.at[column_loop] = 0;
      const A* a = body::template data<a_number>(s);
      const B* b = body::template data<b_number>(s);
      TAPELESS_ROLLED
      for (std::ptrdiff_t p = 0; p < panels; ++p) columns<panel_width>(s, a, b, p * panel_width);
      if constexpr (rest > 0) columns<rest>(s, a, b, std::ptrdiff_t{panels} * panel_width);
    }
  }

  /// The product for `Count` columns from `first` on.
  template <int Count>
  TAPELESS_INLINE static void columns(state& s, const A* a, const B* b, std::ptrdiff_t first) {
    constexpr int vectors = (Count + width - 1) / width, padded = vectors * width;
    constexpr balanced_parts parts = balanced(
        m, detail::lesser(most_rows(vectors), row_bytes == 0 ? 64 : rows_beside(row_bytes)));
    constexpr bool direct = plain && !dots && Count == padded;
    constexpr int row_c =
        direct ? body::access_at(body::store_at(0).access).stride[row_loop] : padded;
    alignas(64) T finished[direct ? 1 : static_cast<std::size_t>(parts.part * padded)];
    T* to = finished;
    b += first * column_b;
    const auto each_tile = [&]<class Right, int StepB, int ColumnB, int Last>(
                               const Right* right) TAPELESS_INLINE_LAMBDA {
      TAPELESS_ROLLED
      for (std::ptrdiff_t t = 0, row = 0; t < parts.count; ++t) {
        const bool large = t < parts.large;
        if constexpr (direct) {
          s.at[row_loop] = row;
          s.at[column_loop] = first;
          to = body::template data<body::store_at(0).access>(s);
        }
        const A* left = a + row * row_a;
        if (large) {
          tile<T, A, Right, parts.part, vectors, row_a, step_a, StepB, ColumnB, Last, row_c>::run(
              left, right, to, depth);
        } else if constexpr (parts.large < parts.count) {
          tile<T, A, Right, parts.part - 1, vectors, row_a, step_a, StepB, ColumnB, Last,
               row_c>::run(left, right, to, depth);
        }
        const int rows = large ? parts.part : parts.part - 1;
        if constexpr (!direct) epilogue<Count, padded>(s, finished, row, rows, first);
        row += rows;
      }
    };
    if constexpr (dots) {
      dot<T, depth, Count, column_b>::run(a, b, to);
      epilogue<Count, padded>(s, finished, 0, 1, first);
    } else if constexpr (packed) {
      T* room = reinterpret_cast<T*>(s.memory[given.bindings - 1]);
      panel<T, B, padded, Count, step_b, column_b>::pack(b, room, depth);
      each_tile.template operator()<T, padded, 1, width>(room);
    } else {
      each_tile.template operator()<B, step_b, column_b, Count - (vectors - 1) * width>(b);
    }
  }

  template <int Count, int Padded>
  TAPELESS_INLINE static void epilogue(state& s, const T* finished, std::ptrdiff_t row, int rows,
                                       std::ptrdiff_t column) {
    TAPELESS_ROLLED
    for (std::ptrdiff_t r = 0; r < rows; ++r) {
      s.at[row_loop] = row + r;
      if constexpr (!turned && !body::template is_idle<stage::hoisted, batches + 1>)
        body::template run<stage::hoisted, batches + 1, one>(s, s.shared);
      const T* line = finished + r * Padded;
      TAPELESS_ROLLED
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
    if constexpr (!body::template is_idle<stage::inner, 0>)
      body::template run<stage::inner, 0, C>(s, values);
    body::template store_all<0, 0, C>(s, values);
  }
};

}  // namespace tapeless::kernels
