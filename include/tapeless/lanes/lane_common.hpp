// SPDX-License-Identifier: BSL-1.0
/// \file
/// Functions of lanes that need no instruction of their own: the same text for one element and for a
/// register.
#ifndef TAPELESS_KERNELS_LANE_COMMON_HPP
#define TAPELESS_KERNELS_LANE_COMMON_HPP

#include <limits>

#include <tapeless/lanes/lane_scalar.hpp>
#include <tapeless/lanes/lane_simd.hpp>

namespace tapeless::lanes {

/// The first Count elements true, the others false.
template <class T, int N, int Count>
TAPELESS_INLINE mask<T, N> first() {
  using integer = detail::integer_like<T>;
  if constexpr (N == 1) {
    return mask<T, N>{Count > 0};
  } else {
    return with_indices<N>([](auto... i) TAPELESS_INLINE_LAMBDA {
      return mask<T, N>{typename mask<T, N>::vector_type{integer{i < Count ? -1 : 0}...}};
    });
  }
}

template <class T, int N>
TAPELESS_INLINE mask<T, N> is_nan(lane<T, N> a) {
  return a != a;
}

/// 1 where true, 0 elsewhere.
template <class T, int N>
TAPELESS_INLINE lane<T, N> number(mask<T, N> m) {
  return select(m, lane<T, N>(T(1)), lane<T, N>(T(0)));
}

/// -1, 0 or 1; NaN for NaN.
template <class T, int N>
TAPELESS_INLINE lane<T, N> sign(lane<T, N> a) {
  return select((a < T(0)) | (a > T(0)), with_sign_of(a, T(1)), a);
}

template <class T, int N>
TAPELESS_INLINE lane<T, N> reciprocal(lane<T, N> a) {
  return T(1) / a;
}

/// 1 / sqrt(a), both correctly rounded: the hardware's estimates differ between processors.
template <class T, int N>
TAPELESS_INLINE lane<T, N> rsqrt(lane<T, N> a) {
  return T(1) / sqrt(a);
}

/// x with the elements past Count replaced.
template <int Count, class T, int N>
TAPELESS_INLINE lane<T, N> keep_first(lane<T, N> x, T fill) {
  if constexpr (Count >= N)
    return x;
  else
    return select(first<T, N, Count>(), x, lane<T, N>(fill));
}

}  // namespace tapeless::lanes

#endif
