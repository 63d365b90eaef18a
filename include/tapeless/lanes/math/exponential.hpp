// SPDX-License-Identifier: BSL-1.0
/// \file
/// exp, expm1, tanh, logistic, erf.
#ifndef TAPELESS_KERNELS_EXPONENTIAL_HPP
#define TAPELESS_KERNELS_EXPONENTIAL_HPP

#include <tapeless/lanes/math/polynomial.hpp>

namespace tapeless::lanes {

namespace detail {

/// x = n ln 2 + r with |r| <= ln 2 / 2 and an integer n.
template <class L>
struct exponent_and_rest {
  L n, r;
};

/// Source  W. J. Cody, W. Waite, Software Manual for the Elementary Functions (1980): ln 2 in two
///         parts, the first with trailing zeros, so that n times it is exact
template <class L>
TAPELESS_INLINE exponent_and_rest<L> reduce_by_log2(L x) {
  using T = typename L::value_type;
  constexpr bool single = format<T>::is_float;
  constexpr T high = single ? T(0x1.62e3p-1) : T(0x1.62e42feep-1);
  constexpr T low = single ? T(0x1.2fefa2p-17) : T(0x1.a39ef35793c76p-33);
  const L n = nearest(x * T(1.44269504088896340736));
  return {n, fnma(n, L(low), fnma(n, L(high), x))};
}

/// exp(r) - 1 for |r| <= ln 2 / 2.
template <class L>
TAPELESS_INLINE L expm1_of_rest(L r) {
  L p;
  if constexpr (format<typename L::value_type>::is_float) {  // 2^-31.4
    p = polynomial(r, 0x1.9e2a52p-13f, 0x1.6d495p-10f, 0x1.1112fcp-7f, 0x1.5554ecp-5f,
                   0x1.555554p-3f, 0.5f);
  } else {  // 2^-61.5
    p = polynomial(r, 0x1.1f0f047290c21p-29, 0x1.af624017e027fp-26, 0x1.27e51bc4f02cdp-22,
                   0x1.71ddf69ac2cabp-19, 0x1.a01a01899c82ap-16, 0x1.a01a01b071fc6p-13,
                   0x1.6c16c16c1b9c4p-10, 0x1.111111110f5b4p-7, 0x1.555555555554bp-5,
                   0x1.5555555555559p-3, 0.5);
  }
  return fma(r * r, p, r);
}

/// exp(x) where the result is a normal number.
template <class L>
TAPELESS_INLINE L exp_of_moderate(L x) {
  const auto [n, r] = reduce_by_log2(x);
  return (expm1_of_rest(r) + typename L::value_type(1)) * power_of_two(n);
}

/// exp(x) - 1 where exp(x) is a normal number or just overflows.
template <class L>
TAPELESS_INLINE L expm1_of_moderate(L x) {
  using T = typename L::value_type;
  const auto [n, r] = reduce_by_log2(x);
  const L half = power_of_two(n - T(1));  // half of 2^n, which itself may not be finite
  return T(2) * fma(half, expm1_of_rest(r), half - T(0.5));
}

/// erf for N > 1. Up to 1: x times a polynomial in x^2. Beyond: 1 - exp(-q), where q approximates
/// -log(1 - erf); beyond 4 (double: 6) the result is 1.
template <class L>
TAPELESS_INLINE L erf_of(L x) {
  using T = typename L::value_type;
  constexpr bool single = format<T>::is_float;
  const L a = minimum(abs(x), L(single ? T(4) : T(6))), z = x * x, t = a - T(1);
  L small, q;
  if constexpr (single) {
    small = polynomial(z, 0x1.4917a4p-14f, -0x1.a3d812p-11f, 0x1.540172p-8f, -0x1.b7f88cp-6f,
                       0x1.ce2cf2p-4f, -0x1.81273ep-2f, 0x1.06eba8p-3f);  // 2^-29.3
    q = polynomial(t, 0x1.6c0696p-16f, -0x1.2fa81p-12f, 0x1.07bad6p-9f, -0x1.4934e6p-7f,
                   0x1.547d16p-5f, 0x1.afabbap-1f, 0x1.51c9bp1f, 0x1.d97fcp0f);  // 2^-26.7 of erf
  } else {
    small = polynomial(z, 0x1.25ec3cb74e2cep-34, -0x1.452ac54ffb857p-30, 0x1.fc0d5c2f29023p-27,
                       -0x1.5f8e4d2412c7p-23, 0x1.b9ed71fb0fe73p-20, -0x1.f4d31d85b4f84p-17,
                       0x1.f9a3342152cf7p-14, -0x1.c02db49229b1fp-11, 0x1.565bcd126d6edp-8,
                       -0x1.b82ce312ab0a3p-6, 0x1.ce2f21a04360fp-4, -0x1.812746b0379fdp-2,
                       0x1.06eba8214db69p-3);  // 2^-56.3
    q = polynomial(t, -0x1.277541cff447ap-40, 0x1.ff605f2c1d7dbp-36, -0x1.97e4d97d94765p-32,
                   0x1.8c0da60e16938p-29, -0x1.017bb4b018b2fp-26, 0x1.c0fe1fcf6f515p-25,
                   -0x1.a52c339bc8f81p-24, -0x1.31016d725f4bcp-23, 0x1.145193e02a67ap-19,
                   -0x1.4263ae8c394d6p-17, 0x1.c7a4bfb9b61f2p-16, -0x1.b8dd433eef2a5p-16,
                   -0x1.f1b398946668ap-13, 0x1.033f65e9c215p-9, -0x1.48c9d3ed5a5cdp-7,
                   0x1.5477f09c109ccp-5, 0x1.afabc11a29553p-1, 0x1.51c9b0006c237p1,
                   0x1.d97fbf27aa2a1p0);  // 2^-57.6 of erf
  }
  return select(a < T(1), fma(x, small, x), with_sign_of(x, T(1) - exp_of_moderate(-q)));
}

}  // namespace detail

template <class T, int N>
TAPELESS_INLINE lane<T, N> exp(lane<T, N> x) {
  constexpr bool single = detail::format<T>::is_float;
  const auto [n, r] = detail::reduce_by_log2(
      detail::bounded(x, single ? T(-104) : T(-746), single ? T(89) : T(710)));
  return detail::scale(detail::expm1_of_rest(r) + T(1), n);
}

template <class T, int N>
TAPELESS_INLINE lane<T, N> expm1(lane<T, N> x) {
  constexpr bool single = detail::format<T>::is_float;
  return detail::expm1_of_moderate(
      detail::bounded(x, single ? T(-18) : T(-40), single ? T(89) : T(710)));
}

/// From t = exp(2|x|) - 1 as t / (t + 2): no cancellation near 0, no overflow.
template <class T, int N>
TAPELESS_INLINE lane<T, N> tanh(lane<T, N> x) {
  constexpr T one_from_here = detail::format<T>::is_float ? T(9.5) : T(19.5);
  const auto a = minimum(abs(x), lane<T, N>(one_from_here)), t = detail::expm1_of_moderate(a + a);
  return with_sign_of(x, t / (t + T(2)));
}

/// 1 / (1 + exp(-x)), from exp(-|x|), so that nothing overflows and small results keep their
/// digits.
template <class T, int N>
TAPELESS_INLINE lane<T, N> logistic(lane<T, N> x) {
  const auto e = exp(-abs(x));
  return select(x < T(0), e, lane<T, N>(T(1))) / (e + T(1));
}

template <class T, int N>
TAPELESS_INLINE lane<T, N> erf(lane<T, N> x) {
  return detail::erf_of(x);
}

}  // namespace tapeless::lanes

#endif
