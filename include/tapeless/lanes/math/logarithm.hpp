// SPDX-License-Identifier: BSL-1.0
/// \file
/// log, log1p.
#ifndef TAPELESS_KERNELS_LOGARITHM_HPP
#define TAPELESS_KERNELS_LOGARITHM_HPP

#include <tapeless/lanes/math/polynomial.hpp>

namespace tapeless::lanes {

namespace detail {

/// x = 2^n (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2).
template <class L>
struct exponent_and_fraction {
  L n, f;
};

/// For normal x > 0.
template <class L>
TAPELESS_INLINE exponent_and_fraction<L> split_at_sqrt2(L x) {
  using T = typename L::value_type;
  using F = format<T>;
  using bits = unsigned_like<T>;
  constexpr bits root_half = F::is_float ? bits(0x3f3504f3) : bits(0x3fe6a09e667f3bcd);
  constexpr bits fraction_mask = (bits{1} << F::fraction_bits) - 1;
  constexpr bits free_fraction = bits{F::bias + F::fraction_bits} << F::fraction_bits;
  const auto offset = bits_of(x) - root_half;
  // The biased exponent is put into the fraction of 2^fraction_bits, where it reads as a number: no
  // conversion needed.
  const auto exponent = (offset + (bits{F::bias} << F::fraction_bits)) >> F::fraction_bits;
  const L n = L::from_bits(exponent | free_fraction) - (F::one_with_free_fraction + F::bias);
  return {n, L::from_bits((offset & fraction_mask) + root_half) - T(1)};
}

/// n ln 2 + log(1 + f).
///
/// Source  float: polynomial in f. double: the form of fdlibm's e_log.c (Sun Microsystems, 1993):
///         with s = f / (2 + f), log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))), which keeps f
///         itself unrounded
template <class L>
TAPELESS_INLINE L log_of_parts(L n, L f) {
  using T = typename L::value_type;
  const L half_square = T(0.5) * f * f;
  if constexpr (format<T>::is_float) {
    const L p =
        polynomial(f, -0x1.2a6f78p-4f, 0x1.015974p-3f, -0x1.0e96ccp-3f, 0x1.239ce2p-3f,
                   -0x1.5466fep-3f, 0x1.99944ep-3f, -0x1.000234p-2f, 0x1.55557p-2f);  // 2^-27.6
    const L tail = fma(n, L(0x1.2fefa2p-17f), fma(f * (f * f), p, -half_square));
    return fma(n, L(0x1.62e3p-1f), f + tail);
  } else {
    const L s = f / (f + T(2)), z = s * s;
    const L r = z * polynomial(z, 0x1.2b5b8533a0774p-3, 0x1.39fe212aec169p-3, 0x1.7462b661a65ccp-3,
                               0x1.c71c62e0b72ccp-3, 0x1.2492492df3035p-2, 0x1.9999999995303p-2,
                               0x1.5555555555558p-1);  // 2^-51 of r
    const L low = fma(n, L(0x1.a39ef35793c76p-33), s * (half_square + r));
    return fma(n, L(0x1.62e42feep-1), f - (half_square - low));
  }
}

/// log(x) for finite x > 0, subnormal ones included.
template <class L>
TAPELESS_INLINE L log_of_positive(L x) {
  using T = typename L::value_type;
  using F = format<T>;
  const auto subnormal = x < F::smallest_normal;
  const auto [n, f] = split_at_sqrt2(select(subnormal, x * (T(4) * F::one_with_free_fraction), x));
  return log_of_parts(n - select(subnormal, L(T(F::fraction_bits + 2)), L(T(0))), f);
}

}  // namespace detail

template <class T, int N>
TAPELESS_INLINE lane<T, N> log(lane<T, N> x) {
  using L = lane<T, N>;
  using F = detail::format<T>;
  const L pole_or_domain = select(x == T(0), L(-F::inf), select(x < T(0), L(F::nan), x));
  return select((x > T(0)) & (x < F::inf), detail::log_of_positive(x), pole_or_domain);
}

/// log(u) + c / u, where u + c = 1 + x exactly.
///
/// Source  the sum with its error: D. E. Knuth, The Art of Computer Programming, vol. 2, 4.2.2,
///         theorem B
template <class T, int N>
TAPELESS_INLINE lane<T, N> log1p(lane<T, N> x) {
  using L = lane<T, N>;
  using F = detail::format<T>;
  const L u = x + T(1), part = u - T(1), c = (T(1) - (u - part)) + (x - part);
  const auto [n, f] = detail::split_at_sqrt2(u);
  const L pole_or_domain = select(x == T(-1), L(-F::inf), select(x < T(-1), L(F::nan), x));
  return select((x > T(-1)) & (x < F::inf), detail::log_of_parts(n, f) + c / u, pole_or_domain);
}

}  // namespace tapeless::lanes

#endif
