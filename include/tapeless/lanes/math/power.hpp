// SPDX-License-Identifier: BSL-1.0
/// \file
/// pow.
#ifndef TAPELESS_KERNELS_POWER_HPP
#define TAPELESS_KERNELS_POWER_HPP

#include <tapeless/core/c_library.hpp>
#include <tapeless/lanes/math/exponential.hpp>
#include <tapeless/lanes/math/logarithm.hpp>
#include <tapeless/lanes/widen.hpp>

namespace tapeless::lanes {

namespace detail {

/// exp(b log a) of finite a > 0, in double, with an error of 2^-30: float has 24 bits, and the factor
/// |b log a| < 104 of the error of log takes 7.
template <class D>
TAPELESS_INLINE D power_of_positive(D a, D b) {
  const auto [n, f] = split_at_sqrt2(a);
  const D s = f / (f + 2.0), z = s * s;
  const D log_of_fraction = s * polynomial(z, 0x1.e2f60b32d1933p-3, 0x1.2438dd00d68f1p-2,
                                           0x1.999a7a6670b8fp-2, 0x1.555554fdbb60dp-1, 2.0);
  const D log_a = fma(n, D(0x1.62e42fefa39efp-1), log_of_fraction);       // 2^-37.6
  const auto [m, r] = reduce_by_log2(bounded(b * log_a, -300.0, 300.0));  // float ends before
  const D e = polynomial(r, 0x1.9f02c94f5f0b8p-13, 0x1.6d945be385df5p-10, 0x1.11127f0c2609ap-7,
                         0x1.555485eb22324p-5, 0x1.5555543273a2ep-3, 0x1.0000003d90bb1p-1, 1.0,
                         1.0);  // 2^-34.1
  return e * power_of_two(m);
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
    return lane<T, N>::generate([=](int i) { return c_library::pow(a[i], b[i]); });
  } else {
    using L = lane<T, N>;
    constexpr T inf = format<T>::inf;
    const L size = abs(a), half = b * T(0.5);
    const auto zero = a == T(0), infinite = size == inf;
    const auto integer = trunc(b) == b, odd = integer & (trunc(half) != half);
    const auto negative = with_sign_of(a, T(1)) < T(0), no_number = (a != a) | (b != b);
    const auto outside = (a < T(0)) & !infinite & !integer;
    const auto one = (b == T(0)) | (a == T(1)) | ((a == T(-1)) & (abs(b) == inf));

    const L limit = select((zero & (b < T(0))) | (infinite & (b > T(0))), L(inf), L(T(0)));
    const L positive = select(zero | infinite, limit, power_of_magnitudes(size, b));
    const L with_sign = select(negative & odd, -positive, positive);
    const L checked = select(no_number, a + b, select(outside, L(format<T>::nan), with_sign));
    return select(one, L(T(1)), checked);
  }
}

}  // namespace detail
}  // namespace tapeless::lanes

#endif
