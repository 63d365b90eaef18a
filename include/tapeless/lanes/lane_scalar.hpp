// SPDX-License-Identifier: BSL-1.0
/// \file
/// lane<T, 1>: one element, with the interface of a register. It is the remainder of a SIMD loop,
/// and everything where there is no SIMD.
#ifndef TAPELESS_KERNELS_LANE_SCALAR_HPP
#define TAPELESS_KERNELS_LANE_SCALAR_HPP

#include <tapeless/core/c_library.hpp>
#include <tapeless/lanes/lane_fwd.hpp>
#include <tapeless/lanes/mask.hpp>
#include <tapeless/lanes/stored.hpp>

namespace tapeless::lanes {

template <class T>
struct lane<T, 1> {
  using value_type = T;
  using mask_type = mask<T, 1>;
  static constexpr int width = 1;

  T v;

  lane() = default;
  TAPELESS_INLINE lane(T x) : v(x) {}

  TAPELESS_INLINE static lane load(const T* p) { return *p; }
  TAPELESS_INLINE static lane load_aligned(const T* p) { return *p; }
  TAPELESS_INLINE void store(T* p) const { *p = v; }
  TAPELESS_INLINE void store_aligned(T* p) const { *p = v; }

  template <int Count>
  TAPELESS_INLINE static lane load_first(const T* p) {
    static_assert(Count == 0 || Count == 1);
    if constexpr (Count == 1)
      return *p;
    else
      return T(0);
  }
  template <int Count>
  TAPELESS_INLINE void store_first(T* p) const {
    static_assert(Count == 0 || Count == 1);
    if constexpr (Count == 1) *p = v;
  }
  TAPELESS_INLINE static lane load_strided(const T* p, std::ptrdiff_t) { return *p; }
  TAPELESS_INLINE void store_strided(T* p, std::ptrdiff_t) const { *p = v; }
  template <int Count>
  TAPELESS_INLINE static lane load_first_strided(const T* p, std::ptrdiff_t) {
    return load_first<Count>(p);
  }
  template <int Count>
  TAPELESS_INLINE void store_first_strided(T* p, std::ptrdiff_t) const {
    store_first<Count>(p);
  }

  // Elements that memory holds as S: see stored.hpp.

  template <class S>
  TAPELESS_INLINE static lane load(const S* p) {
    return stored<S>::template widened<T>(*p);
  }
  template <int Count, class S>
  TAPELESS_INLINE static lane load_first(const S* p) {
    if constexpr (Count == 1)
      return load(p);
    else
      return T(0);
  }
  template <class S>
  TAPELESS_INLINE static lane load_strided(const S* p, std::ptrdiff_t) {
    return load(p);
  }
  template <int Count, class S>
  TAPELESS_INLINE static lane load_first_strided(const S* p, std::ptrdiff_t) {
    return load_first<Count>(p);
  }
  template <class S>
  TAPELESS_INLINE void store(S* p) const {
    *p = stored<S>::template narrowed<T>(v);
  }
  template <int Count, class S>
  TAPELESS_INLINE void store_first(S* p) const {
    if constexpr (Count == 1) store(p);
  }
  template <class S>
  TAPELESS_INLINE void store_strided(S* p, std::ptrdiff_t) const {
    store(p);
  }
  template <int Count, class S>
  TAPELESS_INLINE void store_first_strided(S* p, std::ptrdiff_t) const {
    store_first<Count>(p);
  }

  /// Element as it comes back from memory that held it as S.
  template <class S>
  TAPELESS_INLINE lane rounded_to() const {
    return stored<S>::template widened<T>(stored<S>::template narrowed<T>(v));
  }

  template <class F>
  TAPELESS_INLINE static lane generate(F f) {
    return static_cast<T>(f(0));
  }
  TAPELESS_INLINE static lane indices(std::int64_t start, std::int64_t) {
    return static_cast<T>(start);
  }
  TAPELESS_INLINE T operator[](int) const { return v; }

  TAPELESS_INLINE friend lane operator+(lane a, lane b) { return a.v + b.v; }
  TAPELESS_INLINE friend lane operator-(lane a, lane b) { return a.v - b.v; }
  TAPELESS_INLINE friend lane operator*(lane a, lane b) { return a.v * b.v; }
  TAPELESS_INLINE friend lane operator/(lane a, lane b) { return a.v / b.v; }
  TAPELESS_INLINE friend lane operator-(lane a) { return -a.v; }

  TAPELESS_INLINE friend mask_type operator==(lane a, lane b) { return mask_type{a.v == b.v}; }
  TAPELESS_INLINE friend mask_type operator!=(lane a, lane b) { return mask_type{a.v != b.v}; }
  TAPELESS_INLINE friend mask_type operator<(lane a, lane b) { return mask_type{a.v < b.v}; }
  TAPELESS_INLINE friend mask_type operator<=(lane a, lane b) { return mask_type{a.v <= b.v}; }
  TAPELESS_INLINE friend mask_type operator>(lane a, lane b) { return mask_type{a.v > b.v}; }
  TAPELESS_INLINE friend mask_type operator>=(lane a, lane b) { return mask_type{a.v >= b.v}; }
  TAPELESS_INLINE friend lane select(mask_type m, lane a, lane b) { return m.v ? a : b; }

  TAPELESS_INLINE friend lane fma(lane a, lane b, lane c) {
    if constexpr (has_fma<T>)
      return c_library::fma(a.v, b.v, c.v);
    else
      return a.v * b.v + c.v;
  }
  TAPELESS_INLINE friend lane fnma(lane a, lane b, lane c) { return fma(-a, b, c); }

  TAPELESS_INLINE friend lane maximum(lane a, lane b) { return b.v != b.v ? b : b.v > a.v ? b : a; }
  TAPELESS_INLINE friend lane minimum(lane a, lane b) { return b.v != b.v ? b : b.v < a.v ? b : a; }

  TAPELESS_INLINE friend lane sqrt(lane a) { return c_library::sqrt(a.v); }
  TAPELESS_INLINE friend lane floor(lane a) { return c_library::floor(a.v); }
  TAPELESS_INLINE friend lane ceil(lane a) { return c_library::ceil(a.v); }
  TAPELESS_INLINE friend lane trunc(lane a) { return c_library::trunc(a.v); }
  TAPELESS_INLINE friend lane round(lane a) {
    return c_library::nearbyint(a.v);
  }  // halves to even: the default rounding mode
  TAPELESS_INLINE friend lane abs(lane a) { return c_library::fabs(a.v); }
  TAPELESS_INLINE friend lane with_sign_of(lane sign, lane magnitude) {
    return c_library::copysign(magnitude.v, sign.v);
  }

  // Elementary functions of one element are the C++ library's.

  TAPELESS_INLINE friend lane exp(lane a) { return c_library::exp(a.v); }
  TAPELESS_INLINE friend lane expm1(lane a) { return c_library::expm1(a.v); }
  TAPELESS_INLINE friend lane log(lane a) { return c_library::log(a.v); }
  TAPELESS_INLINE friend lane log1p(lane a) { return c_library::log1p(a.v); }
  TAPELESS_INLINE friend lane tanh(lane a) { return c_library::tanh(a.v); }
  TAPELESS_INLINE friend lane erf(lane a) { return c_library::erf(a.v); }
  TAPELESS_INLINE friend lane sin(lane a) { return c_library::sin(a.v); }
  TAPELESS_INLINE friend lane cos(lane a) { return c_library::cos(a.v); }
  TAPELESS_INLINE friend lane logistic(lane a) {
    const T e = c_library::exp(-c_library::fabs(a.v));
    return (a.v < T(0) ? e : T(1)) / (T(1) + e);
  }
  TAPELESS_INLINE friend lane pow(lane a, lane b) { return c_library::pow(a.v, b.v); }

  TAPELESS_INLINE friend T sum(lane a) { return a.v; }
  TAPELESS_INLINE friend T largest(lane a) { return a.v; }
  TAPELESS_INLINE friend T smallest(lane a) { return a.v; }
};

}  // namespace tapeless::lanes

#endif
