// SPDX-License-Identifier: BSL-1.0
/// \file
/// lane<T, N> for N > 1: one register. The case N == 1 is in lane_scalar.hpp, same interface.
#ifndef TAPELESS_KERNELS_LANE_SIMD_HPP
#define TAPELESS_KERNELS_LANE_SIMD_HPP

#include <limits>

#include <tapeless/lanes/instructions.hpp>
#include <tapeless/lanes/lane_fwd.hpp>
#include <tapeless/lanes/mask.hpp>
#include <tapeless/lanes/stored.hpp>

#ifndef TAPELESS_NO_SIMD

namespace tapeless::lanes {

/// N elements of T in one register.
template <class T, int N>
struct lane {
  using value_type = T;
  using vector_type = typename detail::register_of<T, N>::type;
  using mask_type = mask<T, N>;
  static constexpr int width = N;

  vector_type v;

  lane() = default;
  TAPELESS_INLINE lane(T x)
      : v(x - vector_type{}) {}  // x - 0 is x for every x, -0 included; it compiles to a broadcast
  TAPELESS_INLINE explicit lane(vector_type x) : v(x) {}

  // Memory. load and store accept any alignment.

  TAPELESS_INLINE static lane load(const T* p) {
    lane r;
    __builtin_memcpy(&r.v, p, sizeof r.v);
    return r;
  }
  TAPELESS_INLINE static lane load_aligned(const T* p) {
    return load(static_cast<const T*>(__builtin_assume_aligned(p, sizeof(vector_type))));
  }
  TAPELESS_INLINE void store(T* p) const { __builtin_memcpy(p, &v, sizeof v); }
  TAPELESS_INLINE void store_aligned(T* p) const {
    store(static_cast<T*>(__builtin_assume_aligned(p, sizeof(vector_type))));
  }

  /// The first Count elements from memory, the others 0; memory past p + Count is not touched.
  template <int Count>
  TAPELESS_INLINE static lane load_first(const T* p) {
    static_assert(Count >= 0 && Count <= N);
    if constexpr (Count == N) {
      return load(p);
    } else if constexpr (detail::masks_in_hardware) {
      lane r;
      detail::load_part(r.v, (1u << Count) - 1u, p);
      return r;
    } else {
      return with_indices<N>([&](auto... i) TAPELESS_INLINE_LAMBDA {
        return lane{vector_type{(i < Count ? p[i] : T(0))...}};
      });
    }
  }
  /// Memory past p + Count is not touched.
  template <int Count>
  TAPELESS_INLINE void store_first(T* p) const {
    static_assert(Count >= 0 && Count <= N);
    if constexpr (detail::masks_in_hardware && Count < N) {
      detail::store_part(v, (1u << Count) - 1u, p);
    } else {
      __builtin_memcpy(p, &v, Count * sizeof(T));
    }
  }

  /// Elements p[0], p[stride], p[2 * stride], ...
  TAPELESS_INLINE static lane load_strided(const T* p, std::ptrdiff_t stride) {
    return load_first_strided<N>(p, stride);
  }
  TAPELESS_INLINE void store_strided(T* p, std::ptrdiff_t stride) const {
    store_first_strided<N>(p, stride);
  }
  template <int Count>
  TAPELESS_INLINE static lane load_first_strided(const T* p, std::ptrdiff_t stride) {
    return with_indices<N>([&](auto... i) TAPELESS_INLINE_LAMBDA {
      return lane{vector_type{(i < Count ? p[i * stride] : T(0))...}};
    });
  }
  template <int Count>
  TAPELESS_INLINE void store_first_strided(T* p, std::ptrdiff_t stride) const {
    with_indices<Count>([&](auto... i) TAPELESS_INLINE_LAMBDA {
      (static_cast<void>(p[i * stride] = v[i.value]), ...);
    });
  }

  // Elements that memory holds as S: see stored.hpp.

  template <class S>
  TAPELESS_INLINE static lane load(const S* p) {
    return load_first<N>(p);
  }
  template <int Count, class S>
  TAPELESS_INLINE static lane load_first(const S* p) {
    return lane{static_cast<vector_type>(detail::loaded<T, N, Count>(p))};
  }
  template <class S>
  TAPELESS_INLINE static lane load_strided(const S* p, std::ptrdiff_t stride) {
    return load_first_strided<N>(p, stride);
  }
  template <int Count, class S>
  TAPELESS_INLINE static lane load_first_strided(const S* p, std::ptrdiff_t stride) {
    return lane{static_cast<vector_type>(detail::loaded_strided<T, N, Count>(p, stride))};
  }
  template <class S>
  TAPELESS_INLINE void store(S* p) const {
    store_first<N>(p);
  }
  template <int Count, class S>
  TAPELESS_INLINE void store_first(S* p) const {
    detail::save<T, N, Count>(static_cast<plain_vector>(v), p);
  }
  template <class S>
  TAPELESS_INLINE void store_strided(S* p, std::ptrdiff_t stride) const {
    store_first_strided<N>(p, stride);
  }
  template <int Count, class S>
  TAPELESS_INLINE void store_first_strided(S* p, std::ptrdiff_t stride) const {
    detail::save_strided<T, N, Count>(static_cast<plain_vector>(v), p, stride);
  }
  /// Elements as they come back from memory that held them as S.
  template <class S>
  TAPELESS_INLINE lane rounded_to() const {
    if constexpr (std::is_same_v<S, T> || !detail::fits_register<T, S>)
      return *this;
    else
      return lane{static_cast<vector_type>(stored<S>::template widened<T, N>(
          stored<S>::template narrowed<T, N>(static_cast<plain_vector>(v))))};
  }

  // Values.

  /// {f(0), f(1), ...}: a loop over a small array, which the compiler vectorises if f is simple.
  template <class F>
  TAPELESS_INLINE static lane generate(F f) {
    alignas(vector_type) T elements[N];
    for (int i = 0; i < N; ++i) elements[i] = f(i);
    return load_aligned(elements);
  }
  /// {start, start + step, ...}, each converted to T.
  TAPELESS_INLINE static lane indices(std::int64_t start, std::int64_t step) {
    return generate([=](int i) TAPELESS_INLINE_LAMBDA { return static_cast<T>(start + i * step); });
  }
  TAPELESS_INLINE T operator[](int i) const { return v[i]; }

  // Arithmetic.

  TAPELESS_INLINE friend lane operator+(lane a, lane b) { return lane{a.v + b.v}; }
  TAPELESS_INLINE friend lane operator-(lane a, lane b) { return lane{a.v - b.v}; }
  TAPELESS_INLINE friend lane operator*(lane a, lane b) { return lane{a.v * b.v}; }
  TAPELESS_INLINE friend lane operator/(lane a, lane b) { return lane{a.v / b.v}; }
  TAPELESS_INLINE friend lane operator-(lane a) { return lane{-a.v}; }

  TAPELESS_INLINE friend mask_type operator==(lane a, lane b) { return mask_type{a.v == b.v}; }
  TAPELESS_INLINE friend mask_type operator!=(lane a, lane b) { return mask_type{a.v != b.v}; }
  TAPELESS_INLINE friend mask_type operator<(lane a, lane b) { return mask_type{a.v < b.v}; }
  TAPELESS_INLINE friend mask_type operator<=(lane a, lane b) { return mask_type{a.v <= b.v}; }
  TAPELESS_INLINE friend mask_type operator>(lane a, lane b) { return mask_type{a.v > b.v}; }
  TAPELESS_INLINE friend mask_type operator>=(lane a, lane b) { return mask_type{a.v >= b.v}; }

  /// Per element: m ? a : b.
  TAPELESS_INLINE friend lane select(mask_type m, lane a, lane b) {
    return lane{static_cast<vector_type>(m.v ? a.v : b.v)};
  }

  /// a * b + c, in one instruction with one rounding where has_fma<T>.
  TAPELESS_INLINE friend lane fma(lane a, lane b, lane c) {
    if constexpr (has_fma<T>)
      return lane{detail::fused(a.v, b.v, c.v)};
    else
      return a * b + c;
  }
  /// c - a * b.
  TAPELESS_INLINE friend lane fnma(lane a, lane b, lane c) {
    if constexpr (has_fma<T>)
      return lane{detail::fused_negated(a.v, b.v, c.v)};
    else
      return c - a * b;
  }

  /// NaN if either is. The second operand is the one tested: where it is a constant the test folds
  /// away, and maximum(x, 0) is one instruction.
  TAPELESS_INLINE friend lane maximum(lane a, lane b) {
    const lane r{detail::larger(b.v, a.v)};
    if constexpr (detail::maximum_keeps_nan)
      return r;
    else
      return select(b != b, b, r);
  }
  TAPELESS_INLINE friend lane minimum(lane a, lane b) {
    const lane r{detail::smaller(b.v, a.v)};
    if constexpr (detail::maximum_keeps_nan)
      return r;
    else
      return select(b != b, b, r);
  }

  TAPELESS_INLINE friend lane sqrt(lane a) { return lane{detail::square_root(a.v)}; }
  TAPELESS_INLINE friend lane floor(lane a) {
    if constexpr (detail::rounds_in_hardware)
      return lane{detail::round_down(a.v)};
    else
      return with_sign_of(a, select(round(a) > a, round(a) - T(1), round(a)));
  }
  TAPELESS_INLINE friend lane ceil(lane a) {
    if constexpr (detail::rounds_in_hardware)
      return lane{detail::round_up(a.v)};
    else
      return with_sign_of(a, select(round(a) < a, round(a) + T(1), round(a)));
  }
  TAPELESS_INLINE friend lane trunc(lane a) {
    if constexpr (detail::rounds_in_hardware)
      return lane{detail::round_to_zero(a.v)};
    else
      return with_sign_of(a, floor(abs(a)));
  }
  /// To the nearest integer, halves to even.
  TAPELESS_INLINE friend lane round(lane a) {
    if constexpr (detail::rounds_in_hardware) {
      return lane{detail::round_to_even(a.v)};
    } else {
      // Beyond 2^23 (2^52) there are no fractions; below, adding that number leaves the processor
      // no bits for one.
      constexpr T big = sizeof(T) == 4 ? T(8388608) : T(4503599627370496);
      return select(abs(a) < big, with_sign_of(a, (abs(a) + big) - big), a);
    }
  }
  TAPELESS_INLINE friend lane abs(lane a) { return from_bits(bits_of(a) & ~sign_bit); }
  /// The magnitude of the second, the sign of the first.
  TAPELESS_INLINE friend lane with_sign_of(lane sign, lane magnitude) {
    return from_bits((bits_of(magnitude) & ~sign_bit) | (bits_of(sign) & sign_bit));
  }

  /// a to the power b: see elementary.hpp.
  TAPELESS_INLINE friend lane pow(lane a, lane b) { return detail::power(a, b); }

  // Folds over the N elements, by halves: the order is fixed, so the bits are.

  TAPELESS_INLINE friend T sum(lane a) {
    return a.fold([](auto x, auto y) TAPELESS_INLINE_LAMBDA { return x + y; });
  }
  /// NaN if any element is.
  TAPELESS_INLINE friend T largest(lane a) {
    return a.fold([](auto x, auto y) TAPELESS_INLINE_LAMBDA { return maximum(x, y); });
  }
  TAPELESS_INLINE friend T smallest(lane a) {
    return a.fold([](auto x, auto y) TAPELESS_INLINE_LAMBDA { return minimum(x, y); });
  }

  // Bits of the elements, for the elementary functions.

  using bits_type = typename detail::vector_of<detail::unsigned_like<T>, N>::type;
  TAPELESS_INLINE friend bits_type bits_of(lane a) { return reinterpret_cast<bits_type>(a.v); }
  TAPELESS_INLINE static lane from_bits(bits_type b) {
    return lane{reinterpret_cast<vector_type>(b)};
  }

 private:
  using plain_vector = typename detail::vector_of<T, N>::type;
  static constexpr auto sign_bit = detail::unsigned_like<T>{1} << (8 * sizeof(T) - 1);

  template <class F>
  TAPELESS_INLINE T fold(F f) const {
    if constexpr (N / 2 >= narrowest_width<T>) {
      using half = lane<T, N / 2>;
      return with_indices<N / 2>([&](auto... i) TAPELESS_INLINE_LAMBDA {
        return f(half{static_cast<typename half::vector_type>(
                     __builtin_shufflevector(v, v, decltype(i)::value...))},
                 half{static_cast<typename half::vector_type>(
                     __builtin_shufflevector(v, v, (decltype(i)::value + N / 2)...))})
            .fold(f);
      });
    } else {
      lane r = *this;
      if constexpr (N == 4)
        r = f(r, lane{static_cast<vector_type>(__builtin_shufflevector(r.v, r.v, 2, 3, 0, 1))});
      if constexpr (N == 4)
        r = f(r, lane{static_cast<vector_type>(__builtin_shufflevector(r.v, r.v, 1, 0, 3, 2))});
      if constexpr (N == 2)
        r = f(r, lane{static_cast<vector_type>(__builtin_shufflevector(r.v, r.v, 1, 0))});
      return r.v[0];
    }
  }
  template <class, int>
  friend struct lane;
};

}  // namespace tapeless::lanes

#endif
#endif
