// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/config.hpp>
#include <tapeless/kernels/lanes.hpp>
#include <tapeless/kernels/loop.hpp>
#include <tapeless/kernels/product/tile.hpp>

namespace tapeless::kernels {

/// A row times columns whose elements lie next to each other: c[j] = Σ_k a[k] · b[j · ColumnB + k].
///
/// Lanes run along k, for several columns at once; their elements are summed at the end.
template <class T, class A, class B, int Depth, int Columns, int ColumnB>
struct dot {
  [[gnu::noinline]] static void run(const A* a, const B* b, T* c) {
    constexpr std::ptrdiff_t even = Columns / together * together;
    TAPELESS_ROLLED
    for (std::ptrdiff_t j = 0; j < even; j += together)
      some(a, b + j * ColumnB, c + j, std::make_integer_sequence<int, together>{});
    TAPELESS_ROLLED
    for (std::ptrdiff_t j = even; j < Columns; ++j)
      some(a, b + j * ColumnB, c + j, std::make_integer_sequence<int, 1>{});
  }

 private:
  using lanes = native_lane<T>;
  static constexpr int width = native_width<T>, whole = Depth / width * width, together = 8;

  template <int... J>
  TAPELESS_INLINE static void some(const A* a, const B* b, T* c,
                                   std::integer_sequence<int, J...> all) {
    detail::held<lanes, std::integer_sequence<int, J...>> sums;
    ((sums.template at<J>() = lanes(T(0))), ...);
    TAPELESS_ROLLED
    for (std::ptrdiff_t k = 0; k < whole; k += width) step<width>(sums, a + k, b + k, all);
    if constexpr (Depth > whole && has_partial<T>)
      step<Depth - whole>(sums, a + whole, b + whole, all);
    ((c[J] = sum(sums.template at<J>())), ...);
    if constexpr (!has_partial<T>) TAPELESS_ROLLED
    for (std::ptrdiff_t k = whole; k < Depth; ++k)
      ((c[J] += number(a[k]) * number(b[J * ColumnB + k])), ...);
  }
  template <class S>
  TAPELESS_INLINE static T number(S x) {
    return stored<S>::template widened<T>(x);
  }
  template <int Count, class Sums, int... J>
  TAPELESS_INLINE static void step(Sums& sums, const A* a, const B* b,
                                   std::integer_sequence<int, J...>) {
    const lanes x = lanes::template load_first<Count>(a);
    ((sums.template at<J>() =
          fma(x, lanes::template load_first<Count>(b + std::ptrdiff_t{J} * ColumnB),
              sums.template at<J>())),
     ...);
  }
};

}  // namespace tapeless::kernels
