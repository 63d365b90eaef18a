// SPDX-License-Identifier: BSL-1.0
/// \file
/// sin, cos.
#ifndef TAPELESS_KERNELS_TRIGONOMETRIC_HPP
#define TAPELESS_KERNELS_TRIGONOMETRIC_HPP

#include <tapeless/core/c_library.hpp>
#include <tapeless/lanes/math/polynomial.hpp>
#include <tapeless/lanes/widen.hpp>

namespace tapeless::lanes {

namespace detail {

/// x - n pi/2, with pi/2 in three parts.
///
/// Source  W. J. Cody, W. Waite, Software Manual for the Elementary Functions (1980). With fma the
///         parts are full numbers, without it the first two are short, so that their product with n
///         is exact; a float then takes the way of double
template <class L>
TAPELESS_INLINE L minus_quarter_turns(L x, L n) {
  using T = typename L::value_type;
  if constexpr (has_fma<T>) {
    constexpr bool single = format<T>::is_float;
    const L r = fnma(n, L(single ? T(0x1.921fb6p0) : T(0x1.921fb54442d18p0)), x);
    const L s = fnma(n, L(single ? T(-0x1.777a5cp-25) : T(0x1.1a62633145c07p-54)), r);
    return fnma(n, L(single ? T(-0x1.ee59dap-50) : T(-0x1.f1976b7ed8fbcp-110)), s);
  } else if constexpr (format<T>::is_float) {
    const auto [x_low, x_high] = widen(x);
    const auto [n_low, n_high] = widen(n);
    return narrow(minus_quarter_turns(x_low, n_low), minus_quarter_turns(x_high, n_high));
  } else {
    return ((x - n * T(0x1.921fb544p0)) - n * T(0x1.0b4611a6p-34)) - n * T(0x1.3198a2e037073p-69);
  }
}

/// sin(x + shift pi/2) for |x| <= quick_sine_limit.
template <int Shift, class L>
TAPELESS_INLINE L sine(L x) {
  using T = typename L::value_type;
  using F = format<T>;
  constexpr T push = F::one_with_free_fraction * T(1.5);
  const L n = nearest(x * T(0.63661977236758134308)), r = minus_quarter_turns(x, n), z = r * r;
  L s, c;
  if constexpr (F::is_float) {
    s = polynomial(z, 0x1.772d18p-19f, -0x1.a045f2p-13f, 0x1.111162p-7f,
                   -0x1.555556p-3f);  // 2^-32.2
    c = polynomial(z, -0x1.322c78p-22f, 0x1.a061b8p-16f, -0x1.6c174ep-10f,
                   0x1.555556p-5f);  // 2^-36.7
  } else {
    s = polynomial(z, -0x1.a5decc7e83d4cp-41, 0x1.61159b360f4efp-33, -0x1.ae643ea2e69ebp-26,
                   0x1.71de3a4104cd4p-19, -0x1.a01a01a00769cp-13, 0x1.111111111108dp-7,
                   -0x1.5555555555555p-3);  // 2^-62.8
    c = polynomial(z, -0x1.8f8e0900a4d4ap-37, 0x1.1ee9ac2468b39p-29, -0x1.27e4f7aa91f51p-22,
                   0x1.a01a019c2afb3p-16, -0x1.6c16c16c14bf4p-10, 0x1.5555555555549p-5);  // 2^-63.7
  }
  const L sine_of_rest = fma(r * z, s, r),
          cosine_of_rest = fma(z * z, c, fnma(z, L(T(0.5)), L(T(1))));
  const auto quadrant = bits_of(n + (push + T(Shift)));  // the lowest bits hold n + Shift
  const typename L::mask_type swapped{(quadrant & 1) != 0};
  const auto sign = (quadrant & 2) << (static_cast<int>(sizeof(T)) * 8 - 2);
  return L::from_bits(bits_of(select(swapped, cosine_of_rest, sine_of_rest)) ^ sign);
}

inline constexpr int quick_sine_limit = 100000;

/// The C++ library's, element by element: arguments of more than 10^5, infinities and NaN.
template <int Shift, class L>
[[gnu::noinline, gnu::cold]] L slow_sine(L x) {
  return L::generate(
      [=](int i) { return Shift == 0 ? c_library::sin(x[i]) : c_library::cos(x[i]); });
}

template <int Shift, class L>
TAPELESS_INLINE L sine_of_any(L x) {
  if (any(!(abs(x) <= typename L::value_type(quick_sine_limit)))) [[unlikely]]
    return slow_sine<Shift>(x);
  return sine<Shift>(x);
}

}  // namespace detail

template <class T, int N>
TAPELESS_INLINE lane<T, N> sin(lane<T, N> x) {
  return detail::sine_of_any<0>(x);
}

template <class T, int N>
TAPELESS_INLINE lane<T, N> cos(lane<T, N> x) {
  return detail::sine_of_any<1>(x);
}

}  // namespace tapeless::lanes

#endif
