// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/config.hpp>

/// Before a loop: its body stands once. clang would write it four times or eight, which makes objects four times as
/// large and gains nothing where a body is longer than its loop's bookkeeping.
#if defined(__clang__)
#define TAPELESS_ROLLED _Pragma("clang loop unroll(disable)")
#else
#define TAPELESS_ROLLED
#endif

namespace tapeless::kernels {

// All that the kernels need of <algorithm>, which takes 0.1 s to read.

template <class T>
constexpr T lesser(T a, std::type_identity_t<T> b) {
  return b < a ? b : a;
}
template <class T>
constexpr T greater(T a, std::type_identity_t<T> b) {
  return a < b ? b : a;
}
template <class T>
constexpr T within(T x, std::type_identity_t<T> low, std::type_identity_t<T> high) {
  return x < low ? low : high < x ? high : x;
}

template <class F, int... I>
TAPELESS_INLINE void each(std::integer_sequence<int, I...>, F& f) {
  (f(std::integral_constant<int, I>{}), ...);
}
/// f(0), …, f(N - 1), each with a constant.
template <int N, class F>
TAPELESS_INLINE void each(F f) {
  each(std::make_integer_sequence<int, N>{}, f);
}

/// f(0), …, f(N - 1): a loop, or written out if the compiler likes.
template <int N, class F>
TAPELESS_INLINE void counted(F f) {
  if constexpr (N <= 8) {
    for (std::ptrdiff_t i = 0; i < N; ++i) f(i);
  } else {
    TAPELESS_ROLLED
    for (std::ptrdiff_t i = 0; i < N; ++i) f(i);
  }
}

}  // namespace tapeless::kernels
