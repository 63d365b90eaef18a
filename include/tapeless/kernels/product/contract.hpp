// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <tapeless/kernels/nest/body.hpp>
#include <tapeless/kernels/product/dot.hpp>
#include <tapeless/kernels/product/panel.hpp>
#include <tapeless/kernels/product/summed.hpp>
#include <tapeless/kernels/product/tile.hpp>

namespace tapeless::kernels {

/// Sums of products (matrix products, convolutions) with an epilogue.
///
/// Order     for every batch along which B moves: for every panel of columns: copy B's columns together (if the plan gave
///           room); for every other batch: for every tile: products in registers, then the epilogue over the finished tile
/// One row   of contiguous columns is dot products; one column is one row of the turned product
/// Epilogue  reads the tile from a small array: its instructions stand once per kind of chunk, not once per register
template <class Carrier, int K>
struct contraction {
  using body = kernels::body<Carrier, K>;
  using T = storage_of<body::given.accumulates_in>;  ///< of products and sums
  using E = typename body::T;                        ///< of the epilogue's elements
  using state = typename body::state;
  using one = typename body::one;
  static constexpr loop_form form = body::form;
  static constexpr int width = native_width<T>;

  TAPELESS_INLINE static void run(std::byte* const* spaces, const std::ptrdiff_t* offsets) {
    state s(spaces, offsets);
    batch<0>(s);
  }

 private:
  static constexpr const kernel& given = body::given;
  static constexpr const ir::target& on = target_of<Carrier>();
  static constexpr bool turned = is_turned(given);
  static constexpr int batches = given.outer - 2, last_summed = given.loops - 1;
  static constexpr int row_loop = turned ? batches + 1 : batches,
                       column_loop = turned ? batches : batches + 1;
  static constexpr int m = given.size[row_loop], n = given.size[column_loop];

  // A is what is broadcast, B what fills the lanes; of a turned product they are the other operand
  static constexpr int a_number = turned ? 1 : 0, b_number = turned ? 0 : 1;
  static constexpr const access& a_access = body::access_at(a_number);
  static constexpr const access& b_access = body::access_at(b_number);
  static_assert(a_access.index_access < 0 && b_access.index_access < 0,
                "contract: its operands must be direct accesses");
  using A = storage_of<a_access.type>;
  using B = storage_of<b_access.type>;
  static constexpr int row_a = a_access.stride[row_loop], column_b = b_access.stride[column_loop];
  /// Batch loops [moving, batches) use one panel of B.
  static constexpr int moving = [] {
    int count = 0;
    for (int l = 0; l < batches; ++l)
      if (b_access.stride[l] != 0) count = l + 1;
    return count;
  }();
  static constexpr int rows_of_panel = [] {
    int rows = m;
    for (int l = moving; l < batches; ++l) rows *= given.size[l];
    return rows;
  }();

  /// What each tile sums.
  static constexpr summed_loops summed = summed_by(given, a_access, b_access);
  static constexpr int depth = summed.elements(), step_a = summed.step_a, step_b = summed.step_b;

  /// One row, and both operands contiguous along k: no column of B is read twice, so nothing is packed.
  static constexpr bool dots = m == 1 && given.blocks == 0 && rows_of_panel == 1 &&
                               summed.around == 0 && width > 1 && step_a == 1 && step_b == 1 &&
                               column_b != 1 && depth >= width;
  static constexpr int column_bytes = depth * static_cast<int>(sizeof(T));
  static constexpr int row_bytes = row_a > 16 ? row_a* static_cast<int>(sizeof(A)) : 0;
  /// The plan gave room for panels, and they pay: lanes of one element read B where it is.
  static constexpr bool packed =
      given.packed && width > 1 && !turned && !dots &&
      (column_b != 1 || copy_pays(rows_of_panel, depth, step_b* static_cast<int>(sizeof(B)),
                                  tile_for(m, n, width, row_bytes, true, column_bytes, on)
                                      .vectors* width* static_cast<int>(sizeof(T)),
                                  on));
  static constexpr tile_shape shape = tile_for(m, n, width, row_bytes, packed, column_bytes, on);
  static constexpr int panel_width = shape.vectors * width, panels = n / panel_width,
                       rest = n % panel_width;

  /// A product that is only stored, contiguously, goes there from the registers.
  static constexpr bool plain = [] {
    if (body::count != 1 || given.stores != 1) return false;
    const store& st = body::store_at(0);
    const access& a = body::access_at(st.access);
    return st.what.source == operand::from::local && st.what.index == 0 && !st.accumulate &&
           a.type == given.accumulates_in && a.index_access < 0 && a.buffer >= 0 &&
           a.stride[column_loop] == 1;
  }();

  template <int L>
  TAPELESS_INLINE static void batch(state& s) {
    if constexpr (!body::template is_idle<stage::hoisted, L>)
      body::template run<stage::hoisted, L, one>(s, s.shared);
    if constexpr (L < moving) {
      TAPELESS_ROLLED
      for (std::ptrdiff_t i = 0; i < form.size[L]; ++i) {
        s.at[L] = i;
        batch<L + 1>(s);
      }
    } else {
      for (int l = moving; l < batches + 2; ++l) s.at[l] = 0;
      const B* b = body::template data<b_number>(s);
      TAPELESS_ROLLED
      for (std::ptrdiff_t p = 0; p < panels; ++p) columns<panel_width>(s, b, p * panel_width);
      if constexpr (rest > 0) columns<rest>(s, b, std::ptrdiff_t{panels} * panel_width);
    }
  }

  using Right = std::conditional_t<packed, T, B>;
  /// What depends on how many columns stand side by side.
  template <int Count>
  struct part {
    static constexpr int vectors = (Count + width - 1) / width, padded = vectors * width;
    static constexpr int column_stride = packed ? 1 : column_b,
                         last = packed ? width : Count - (vectors - 1) * width;
    static constexpr summed_loops along =
        packed ? summed_beside_panel(given, a_access, padded) : summed;
    static constexpr summed_loops copied = summed_beside_panel(given, b_access, padded);
    static constexpr balanced_parts tiles =
        balanced(m, lesser(most_rows(vectors, on), rows_beside(row_bytes, on)));
    static constexpr bool direct = plain && !dots && given.blocks == 0 && Count == padded;
    static constexpr int row_c =
        direct ? body::access_at(body::store_at(0).access).stride[row_loop] : padded;
    template <int Rows>
    using tile_of = tile<T, A, Right, Rows, vectors, row_a, along.step_a, along.step_b,
                         column_stride, last, row_c, walk_of<along>, (given.blocks > 0)>;
  };

  /// The product for `Count` columns from `first` on.
  template <int Count>
  TAPELESS_INLINE static void columns(state& s, const B* b, std::ptrdiff_t first) {
    b += first * column_b;
    [[maybe_unused]] T* const room = reinterpret_cast<T*>(s.memory[greater(given.bindings, 1) - 1]);
    if constexpr (given.blocks > 0) {
      constexpr int padded = part<Count>::padded;
      TAPELESS_ROLLED
      for (std::ptrdiff_t i = 0; i < rows_of_panel * padded; ++i) room[i] = T(0);
      blocks<Count, given.outer>(s, b, 0, room);
      const T* sums = room;
      rows_of_batch<moving>(s, [&]() TAPELESS_INLINE_LAMBDA {
        epilogue<Count, padded>(s, sums, 0, m, first);
        sums += m * padded;
      });
    } else {
      const Right* from;
      if constexpr (packed) {
        T* to = room;
        pack<Count, 0>(b, to);
        from = room;
      } else {
        from = b;
      }
      rows_of_batch<moving>(s, [&]() TAPELESS_INLINE_LAMBDA {
        tiles<Count>(s, body::template data<a_number>(s), from, first);
      });
    }
  }

  /// The summed loops around the tiles, from L on: each adds to all sums of this panel.
  template <int Count, int L>
  TAPELESS_INLINE static void blocks(state& s, const B* b, std::ptrdiff_t from_a, T* room) {
    if constexpr (L < given.outer + given.blocks) {
      TAPELESS_ROLLED
      for (std::ptrdiff_t i = 0; i < given.size[L]; ++i)
        blocks<Count, L + 1>(s, b + i * b_access.stride[L], from_a + i * a_access.stride[L], room);
    } else {
      T* to = room;
      rows_of_batch<moving>(s, [&]() TAPELESS_INLINE_LAMBDA {
        using of = part<Count>;
        constexpr balanced_parts parts = of::tiles;
        const A* a = body::template data<a_number>(s) + from_a;
        TAPELESS_ROLLED
        for (std::ptrdiff_t t = 0; t < parts.count; ++t) {
          const int rows = t < parts.large ? parts.part : parts.part - 1;
          if (t < parts.large)
            of::template tile_of<parts.part>::run(a, b, to, of::along.depth);
          else if constexpr (parts.large < parts.count)
            of::template tile_of<parts.part - 1>::run(a, b, to, of::along.depth);
          a += rows * row_a;
          to += rows * of::padded;
        }
      });
    }
  }

  /// Copies a panel of B, loop L of the summed ones and those inside, to where `to` then ends.
  template <int Count, int L>
  TAPELESS_INLINE static void pack(const B* b, T*& to) {
    constexpr const summed_loops& loops = part<Count>::copied;
    if constexpr (L < loops.around) {
      TAPELESS_ROLLED
      for (std::ptrdiff_t i = 0; i < loops.loop[L].size; ++i)
        pack<Count, L + 1>(b + i * loops.loop[L].a, to);
    } else {
      panel<T, B, part<Count>::padded, Count, loops.step_a, column_b>::pack(b, to, loops.depth);
      to += loops.depth * part<Count>::padded;
    }
  }

  /// f() for all batches that share columns of B, from loop L on, at their first row.
  template <int L, class F>
  TAPELESS_INLINE static void rows_of_batch(state& s, F f) {
    if constexpr (L > moving && !body::template is_idle<stage::hoisted, L>)
      body::template run<stage::hoisted, L, one>(s, s.shared);
    if constexpr (L < batches) {
      TAPELESS_ROLLED
      for (std::ptrdiff_t i = 0; i < form.size[L]; ++i) {
        s.at[L] = i;
        rows_of_batch<L + 1, F&>(s, f);
      }
    } else {
      s.at[row_loop] = s.at[column_loop] = 0;
      f();
    }
  }

  template <int Count>
  TAPELESS_INLINE static void tiles(state& s, const A* a, const Right* b, std::ptrdiff_t first) {
    using of = part<Count>;
    constexpr balanced_parts parts = of::tiles;
    alignas(64) T finished[of::direct ? 1 : static_cast<std::size_t>(parts.part * of::padded)];
    T* to = finished;
    if constexpr (dots) {
      dot<T, A, B, depth, Count, column_b>::run(a, b, to);
      epilogue<Count, of::padded>(s, finished, 0, 1, first);
    } else {
      TAPELESS_ROLLED
      for (std::ptrdiff_t t = 0, row = 0; t < parts.count; ++t) {
        const bool large = t < parts.large;
        if constexpr (of::direct) {
          s.at[row_loop] = row;
          s.at[column_loop] = first;
          to = body::template data<body::store_at(0).access>(s);
        }
        const A* left = a + row * row_a;
        if (large)
          of::template tile_of<parts.part>::run(left, b, to, of::along.depth);
        else if constexpr (parts.large < parts.count)
          of::template tile_of<parts.part - 1>::run(left, b, to, of::along.depth);
        const int rows = large ? parts.part : parts.part - 1;
        if constexpr (!of::direct) epilogue<Count, of::padded>(s, finished, row, rows, first);
        row += rows;
      }
    }
  }

  template <int Count, int Padded>
  TAPELESS_INLINE static void epilogue(state& s, const T* finished, std::ptrdiff_t row, int rows,
                                       std::ptrdiff_t column) {
    constexpr int lanes = native_width<E>;
    TAPELESS_ROLLED
    for (std::ptrdiff_t r = 0; r < rows; ++r) {
      s.at[row_loop] = row + r;
      if constexpr (!turned && !body::template is_idle<stage::hoisted, batches + 1>)
        body::template run<stage::hoisted, batches + 1, one>(s, s.shared);
      const T* line = finished + r * Padded;
      TAPELESS_ROLLED
      for (std::ptrdiff_t j = 0; j + lanes <= Count; j += lanes)
        piece<chunk<E, lanes, lanes>>(s, line + j, column + j);
      if constexpr (Count % lanes != 0) {
        constexpr int whole = Count / lanes * lanes;
        auto tail = [&](std::ptrdiff_t j, auto c) TAPELESS_INLINE_LAMBDA {
          piece<decltype(c)>(s, line + whole + j, column + whole + j);
        };
        for_each_chunk<E, Count % lanes>(tail);
      }
    }
  }
  template <class C>
  TAPELESS_INLINE static void piece(state& s, const T* product, std::ptrdiff_t column) {
    typename body::template registers<C::width> values;
    s.at[column_loop] = column;
    if constexpr (std::is_same_v<E, T>)  // (lines are padded)
      body::template in<0, C::width>(values) = C::lane_type::load(product);
    else
      body::template in<0, C::width>(values) = C::load(product);
    if constexpr (!body::template is_idle<stage::inner, 0>)
      body::template run<stage::inner, 0, C>(s, values);
    body::template store_all<0, 0, C>(s, values);
  }
};

}  // namespace tapeless::kernels
