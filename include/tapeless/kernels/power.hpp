// SPDX-License-Identifier: BSL-1.0
/// \file
/// pow.
#ifndef TAPELESS_KERNELS_POWER_HPP
#define TAPELESS_KERNELS_POWER_HPP

#include <cmath>

#include "exponential.hpp"
#include "logarithm.hpp"
#include "widen.hpp"

namespace tapeless::kernels {

namespace detail {

/// exp(b log a) of positive a, in double: its 29 extra bits outlive the factor |b log a| < 104 of
/// the error.
template <class D>
TAPELESS_INLINE D power_of_positive(D a, D b) {
  const D y =
      bounded(b * log(a), -300.0, 300.0);  // float has no values beyond, and 2^n stays normal
  return exp_of_moderate(y);
}

template <int N>
TAPELESS_INLINE lane<float, N> power_of_magnitudes(lane<float, N> a, lane<float, N> b) {
  const auto [a_low, a_high] = widen(a);
  const auto [b_low, b_high] = widen(b);
  return narrow(power_of_positive(a_low, b_low), power_of_positive(a_high, b_high));
}

/// a to the power b, with the special cases of C (annex F): 1 for b == 0 and for a == 1, whatever
/// the other is.
template <class T, int N>
TAPELESS_INLINE lane<T, N> power(lane<T, N> a, lane<T, N> b) {
  if constexpr (!format<T>::is_float) {
    return lane<T, N>::generate([=](int i) TAPELESS_INLINE_LAMBDA { return std::pow(a[i], b[i]); });
  } else {
    using L = lane<T, N>;
    const L magnitude = power_of_magnitudes(abs(a), b);
    const L half = b * T(0.5);
    const auto integer = trunc(b) == b, odd = integer & (trunc(half) != half),
               negative = with_sign_of(a, T(1)) < T(0);
    const L with_sign = select(negative & odd, -magnitude, magnitude);
    const auto outside = (a < T(0)) & (a > -format<T>::inf) & !integer;
    const auto is_one = (b == T(0)) | (a == T(1)) | ((a == T(-1)) & (abs(b) == format<T>::inf));
    return select(is_one, L(T(1)), select(outside & (b == b), L(format<T>::nan), with_sign));
  }
}

}  // namespace detail
}  // namespace tapeless::kernels

#endif
