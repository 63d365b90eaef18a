// SPDX-License-Identifier: BSL-1.0
/// \file
/// Parts that the elementary functions share: polynomials, powers of two, bounds.
#ifndef TAPELESS_KERNELS_POLYNOMIAL_HPP
#define TAPELESS_KERNELS_POLYNOMIAL_HPP

#include <tapeless/lanes/lane_common.hpp>

namespace tapeless::lanes::detail {

/// Bit layout of T (IEEE 754).
template <class T>
struct format {
  static constexpr bool is_float = sizeof(T) == 4;
  static constexpr int fraction_bits = is_float ? 23 : 52;
  static constexpr int bias = is_float ? 127 : 1023;
  // 2^fraction_bits
  static constexpr T one_with_free_fraction = is_float ? T(8388608) : T(4503599627370496);
  static constexpr T smallest_normal = std::numeric_limits<T>::min();
  static constexpr T inf = std::numeric_limits<T>::infinity();
  static constexpr T nan = std::numeric_limits<T>::quiet_NaN();
};

/// The polynomial with these coefficients, highest power first, by Horner's rule. They are minimax
/// coefficients rounded to T, found with Sollya's fpminimax; the error in comments is relative to
/// the function unless said otherwise.
template <class L, class... Coefficients>
TAPELESS_INLINE L polynomial(L x, typename L::value_type highest, Coefficients... others) {
  L r = highest;
  ((r = fma(r, x, L(others))), ...);
  return r;
}

/// The nearest integer to x, |x| < 2^(fraction_bits - 1).
template <class L>
TAPELESS_INLINE L nearest(L x) {
  if constexpr (rounds_in_hardware) {
    return round(x);
  } else {
    constexpr auto push =
        format<typename L::value_type>::one_with_free_fraction * typename L::value_type(1.5);
    return (x + push) - push;
  }
}

/// x, not beyond low or high; NaN stays.
template <class L>
TAPELESS_INLINE L bounded(L x, typename L::value_type low, typename L::value_type high) {
  return minimum(maximum(x, L(low)), L(high));
}

/// 2^k for an integer k with a normal result: k is added where the bits of the exponent will be,
/// then shifted there.
template <class L>
TAPELESS_INLINE L power_of_two(L k) {
  using F = format<typename L::value_type>;
  constexpr auto push = F::one_with_free_fraction * typename L::value_type(1.5) + F::bias;
  return L::from_bits(bits_of(k + push) << F::fraction_bits);
}

/// x * 2^n for an integer n of any size that exp can meet; one rounding, also to a subnormal
/// number. Without an instruction for it: times 2^h, exactly, and times 2^(n - h), h about n / 2.
template <class L>
TAPELESS_INLINE L scale(L x, L n) {
  using F = format<typename L::value_type>;
  if constexpr (masks_in_hardware) {
    return L{scaled(x.v, n.v)};
  } else {
    constexpr auto push = F::one_with_free_fraction * typename L::value_type(1.5) + 2 * F::bias;
    const auto sum = bits_of(n + push), half = sum >> 1;  // n + 2 bias in the lowest bits
    return (x * L::from_bits(half << F::fraction_bits)) *
           L::from_bits((sum - half) << F::fraction_bits);
  }
}

}  // namespace tapeless::lanes::detail

#endif
