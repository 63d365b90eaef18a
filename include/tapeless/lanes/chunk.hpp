// SPDX-License-Identifier: BSL-1.0
/// \file
/// An axis of constant length, cut into registers: chunk is a piece, for_each_chunk the cut.
#ifndef TAPELESS_KERNELS_CHUNK_HPP
#define TAPELESS_KERNELS_CHUNK_HPP

#include <tapeless/lanes/lane_common.hpp>

namespace tapeless::lanes {

namespace detail {
// Inside chunk the names sum, largest and smallest are its own.
template <class L>
TAPELESS_INLINE auto sum_of(L x) {
  return sum(x);
}
template <class L>
TAPELESS_INLINE auto largest_of(L x) {
  return largest(x);
}
template <class L>
TAPELESS_INLINE auto smallest_of(L x) {
  return smallest(x);
}
}  // namespace detail

/// Count elements of T in the first places of a lane of N. Reads and writes touch these and no
/// others, so a kernel is written once for full registers (Count == N) and for the remainder.
template <class T, int N, int Count>
struct chunk {
  static_assert(0 < Count && Count <= N);
  using value_type = T;
  using lane_type = lanes::lane<T, N>;
  static constexpr int width = N;
  static constexpr int count = Count;
  static constexpr bool full = Count == N;

  // (of elements that memory holds as T, or as another type)
  template <class S>
  TAPELESS_INLINE static lane_type load(const S* p) {
    return lane_type::template load_first<Count>(p);
  }
  template <class S>
  TAPELESS_INLINE static void store(lane_type x, S* p) {
    x.template store_first<Count>(p);
  }
  template <class S>
  TAPELESS_INLINE static lane_type load_strided(const S* p, std::ptrdiff_t stride) {
    return lane_type::template load_first_strided<Count>(p, stride);
  }
  template <class S>
  TAPELESS_INLINE static void store_strided(lane_type x, S* p, std::ptrdiff_t stride) {
    x.template store_first_strided<Count>(p, stride);
  }

  /// x with the places past Count set to fill.
  TAPELESS_INLINE static lane_type keep(lane_type x, T fill) { return keep_first<Count>(x, fill); }

  /// Folds over the first Count elements.
  TAPELESS_INLINE static T sum(lane_type x) { return detail::sum_of(keep(x, T(0))); }
  TAPELESS_INLINE static T largest(lane_type x) {
    return detail::largest_of(keep(x, -std::numeric_limits<T>::infinity()));
  }
  TAPELESS_INLINE static T smallest(lane_type x) {
    return detail::smallest_of(keep(x, std::numeric_limits<T>::infinity()));
  }
};

namespace detail {

/// The widest supported lane of at most Count elements.
template <class T, int Count, int N = native_width<T>>
constexpr int width_for() {
  if constexpr (N <= Count)
    return N;
  else if constexpr (N / 2 >= narrowest_width<T>)
    return width_for<T, Count, N / 2>();
  else
    return 1;
}

template <class T, int Count, class F>
TAPELESS_INLINE void remainder_chunks(std::ptrdiff_t offset, F& f) {
  if constexpr (Count > 0) {
    if constexpr (has_partial<T> && width_for<T, Count>() != Count) {
      f(offset, chunk<T, native_width<T>, Count>{});
    } else {
      constexpr int n = width_for<T, Count>();
      f(offset, chunk<T, n, n>{});
      remainder_chunks<T, Count - n>(offset + n, f);
    }
  }
}

/// So many full registers or fewer are written out, without a loop.
inline constexpr int unrolled_chunks = 4;

}  // namespace detail

/// Covers [0, Extent) in order: calls f(offset, chunk<T, N, Count>{}) with `std::ptrdiff_t offset`.
///
/// First    full registers (N == Count == native_width<T>), in a loop, or written out if they are
///          few
/// Then     the remainder: a narrower lane if one has just that size; else one chunk of a native lane
///          where has_partial<T>, else full chunks of narrower lanes, down to one element (10 floats
///          are 8 + 1 + 1 with AVX2). (What a masked store wrote, a load that follows waits for: 8
///          floats with AVX-512 are better one half of a register.)
/// Cost     f is instantiated once per kind of chunk; it is inlined if its call operator is marked
///          so
template <class T, int Extent, class F>
TAPELESS_INLINE void for_each_chunk(F f) {
  constexpr int n = native_width<T>, whole = Extent / n;
  if constexpr (whole > 0 && whole <= detail::unrolled_chunks) {
    with_indices<whole>([&](auto... i) TAPELESS_INLINE_LAMBDA {
      (f(std::ptrdiff_t{i * n}, chunk<T, n, n>{}), ...);
    });
  } else if constexpr (whole > 0) {
    for (std::ptrdiff_t i = 0; i < std::ptrdiff_t{whole} * n; i += n) f(i, chunk<T, n, n>{});
  }
  detail::remainder_chunks<T, Extent - whole * n>(std::ptrdiff_t{whole} * n, f);
}

}  // namespace tapeless::lanes

#endif
