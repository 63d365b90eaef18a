// SPDX-License-Identifier: BSL-1.0
/// \file
/// exp, expm1, log, log1p, tanh, logistic, erf, sin, cos, pow.
#ifndef TAPELESS_KERNELS_ELEMENTARY_HPP
#define TAPELESS_KERNELS_ELEMENTARY_HPP

#include "lane_common.hpp"

namespace tapeless::kernels {

template <class T, int N>
TAPELESS_INLINE lane<T, N> exp(lane<T, N> x) {
  return lane<T, N>::generate([=](int i) TAPELESS_INLINE_LAMBDA { return std::exp(x[i]); });
}
template <class T, int N>
TAPELESS_INLINE lane<T, N> expm1(lane<T, N> x) {
  return lane<T, N>::generate([=](int i) TAPELESS_INLINE_LAMBDA { return std::expm1(x[i]); });
}
template <class T, int N>
TAPELESS_INLINE lane<T, N> log(lane<T, N> x) {
  return lane<T, N>::generate([=](int i) TAPELESS_INLINE_LAMBDA { return std::log(x[i]); });
}
template <class T, int N>
TAPELESS_INLINE lane<T, N> log1p(lane<T, N> x) {
  return lane<T, N>::generate([=](int i) TAPELESS_INLINE_LAMBDA { return std::log1p(x[i]); });
}
template <class T, int N>
TAPELESS_INLINE lane<T, N> tanh(lane<T, N> x) {
  return lane<T, N>::generate([=](int i) TAPELESS_INLINE_LAMBDA { return std::tanh(x[i]); });
}
template <class T, int N>
TAPELESS_INLINE lane<T, N> erf(lane<T, N> x) {
  return lane<T, N>::generate([=](int i) TAPELESS_INLINE_LAMBDA { return std::erf(x[i]); });
}
template <class T, int N>
TAPELESS_INLINE lane<T, N> sin(lane<T, N> x) {
  return lane<T, N>::generate([=](int i) TAPELESS_INLINE_LAMBDA { return std::sin(x[i]); });
}
template <class T, int N>
TAPELESS_INLINE lane<T, N> cos(lane<T, N> x) {
  return lane<T, N>::generate([=](int i) TAPELESS_INLINE_LAMBDA { return std::cos(x[i]); });
}
template <class T, int N>
TAPELESS_INLINE lane<T, N> logistic(lane<T, N> x) { return T(1) / (T(1) + exp(-x)); }

template <class T, int N>
TAPELESS_INLINE lane<T, N> detail::power(lane<T, N> a, lane<T, N> b) {
  return lane<T, N>::generate([=](int i) TAPELESS_INLINE_LAMBDA { return std::pow(a[i], b[i]); });
}

}  // namespace tapeless::kernels

#endif
