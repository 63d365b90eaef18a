// SPDX-License-Identifier: BSL-1.0
/// \file
/// Elements that memory holds in another type than lanes compute in: what each storage type becomes on its way into a
/// register, and back. A new one is a `stored` of its own here, or none if C++ converts it.
#ifndef TAPELESS_LANES_STORED_HPP
#define TAPELESS_LANES_STORED_HPP

#include <type_traits>

#include <tapeless/core/bfloat16.hpp>
#include <tapeless/core/float16.hpp>
#include <tapeless/lanes/instructions.hpp>
#include <tapeless/lanes/storage_instructions.hpp>

namespace tapeless::lanes {

#ifndef TAPELESS_NO_SIMD
namespace detail {

/// Floats as numbers of T.
template <class T, int N>
TAPELESS_INLINE auto in_type(typename vector_of<float, N>::type x) {
  return __builtin_convertvector(x, typename vector_of<T, N>::type);
}
/// Bits of floats as numbers of T.
template <class T, int N>
TAPELESS_INLINE auto as_numbers(typename vector_of<std::uint32_t, N>::type bits) {
  return in_type<T, N>(reinterpret_cast<typename vector_of<float, N>::type>(bits));
}
template <int N>
TAPELESS_INLINE auto lower_halves(typename vector_of<std::uint32_t, N>::type x) {
  return __builtin_convertvector(x, typename vector_of<std::uint16_t, N>::type);
}
/// Fallback for types that no instruction narrows with one rounding.
template <class S, class T, int N>
TAPELESS_INLINE auto narrowed_one_by_one(typename vector_of<T, N>::type x) {
  return with_indices<N>([&](auto... i) TAPELESS_INLINE_LAMBDA {
    return typename vector_of<std::uint16_t, N>::type{S(x[i.value]).bits...};
  });
}

}  // namespace detail
#endif

/// Conversion between elements of S in memory and numbers of T: `raw` is what a register holds of them, `widened` and `narrowed` convert one
/// element, and a whole register of any width. Integers lose the fraction; what does not fit is cut to the low bits.
template <class S>
struct stored {
  static_assert(std::is_arithmetic_v<S>);
  using raw = S;

  template <class T>
  TAPELESS_INLINE static T widened(S x) {
    return static_cast<T>(x);
  }
  template <class T>
  TAPELESS_INLINE static S narrowed(T x) {
    if constexpr (is_small)
      return static_cast<S>(static_cast<std::int32_t>(x));
    else
      return static_cast<S>(x);
  }
#ifndef TAPELESS_NO_SIMD
  template <class T, int N>
  TAPELESS_INLINE static auto widened(typename detail::vector_of<S, N>::type x) {
    return __builtin_convertvector(through_integers<N>(x), typename detail::vector_of<T, N>::type);
  }
  template <class T, int N>
  TAPELESS_INLINE static auto narrowed(typename detail::vector_of<T, N>::type x) {
    using on_the_way = typename detail::vector_of<std::int32_t, N>::type;
    using result = typename detail::vector_of<S, N>::type;
    if constexpr (is_small)
      return __builtin_convertvector(__builtin_convertvector(x, on_the_way), result);
    else
      return __builtin_convertvector(x, result);
  }
#endif

 private:
  static constexpr bool is_small = std::is_integral_v<S> && sizeof(S) < sizeof(std::int32_t);
#ifndef TAPELESS_NO_SIMD
  template <int N>
  TAPELESS_INLINE static auto through_integers(typename detail::vector_of<S, N>::type x) {
    using halves = typename detail::vector_of<std::int16_t, N>::type;
    using words = typename detail::vector_of<std::int32_t, N>::type;
    if constexpr (is_small)  // (g++ 12 takes the way in one step element by element)
      return __builtin_convertvector(__builtin_convertvector(x, halves), words);
    else
      return x;
  }
#endif
};

/// bfloat16: the upper half of a float. (AVX512-BF16 rounds subnormal numbers to zero: integers do it right, and as fast.)
template <>
struct stored<bfloat16> {
  using raw = std::uint16_t;

  template <class T>
  TAPELESS_INLINE static T widened(bfloat16 x) {
    return static_cast<T>(x);
  }
  template <class T>
  TAPELESS_INLINE static bfloat16 narrowed(T x) {
    return bfloat16(x);
  }
#ifndef TAPELESS_NO_SIMD
  template <class T, int N>
  TAPELESS_INLINE static auto widened(typename detail::vector_of<raw, N>::type x) {
    return detail::as_numbers<T, N>(detail::zero_extended<N>(x) << 16);
  }
  template <class T, int N>
  TAPELESS_INLINE static auto narrowed(typename detail::vector_of<T, N>::type x) {
    if constexpr (sizeof(T) != sizeof(float)) {
      return detail::narrowed_one_by_one<bfloat16, T, N>(x);
    } else {
      using words = typename detail::vector_of<std::uint32_t, N>::type;
      using signed_words = typename detail::vector_of<std::int32_t, N>::type;
      const auto bits = reinterpret_cast<words>(x), upper = bits >> 16;
      const auto is_nan = reinterpret_cast<signed_words>(bits & 0x7fffffffu) > 0x7f800000;
      return detail::lower_halves<N>(is_nan ? upper | 0x40u
                                            : (bits + 0x7fffu + (upper & 1u)) >> 16);
    }
  }
#endif
};

/// float16: by an instruction where there is one, else by the arithmetic of core/float16.hpp on registers.
template <>
struct stored<float16> {
  using raw = std::uint16_t;

  template <class T>
  TAPELESS_INLINE static T widened(float16 x) {
    return static_cast<T>(detail::float_of_half(x.bits));
  }
  template <class T>
  TAPELESS_INLINE static float16 narrowed(T x) {
    return float16::of_bits(detail::half_of_float(core::before_rounding(x)));
  }
#ifndef TAPELESS_NO_SIMD
  template <class T, int N>
  TAPELESS_INLINE static auto widened(typename detail::vector_of<raw, N>::type x) {
    if constexpr (detail::halves_in_hardware && N >= 4) {
      using floats = typename detail::vector_of<float, N>::type;
      return detail::in_type<T, N>(static_cast<floats>(detail::floats_of_halves(x)));
    } else {
      using words = typename detail::vector_of<std::uint32_t, N>::type;
      using signed_words = typename detail::vector_of<std::int32_t, N>::type;
      using floats = typename detail::vector_of<float, N>::type;
      const words half = detail::zero_extended<N>(x);
      const words sign = (half & 0x8000u) << 16, size = half & 0x7fffu;
      const floats subnormal =
          __builtin_convertvector(reinterpret_cast<signed_words>(size), floats) * 0x1p-24f;
      words wide = (size << 13) + 0x38000000u;
      wide = size < 0x400u ? reinterpret_cast<words>(subnormal) : wide;
      wide = size >= 0x7c00u ? wide + 0x38000000u : wide;
      wide = size > 0x7c00u ? wide | 0x400000u : wide;
      return detail::as_numbers<T, N>(sign | wide);
    }
  }
  template <class T, int N>
  TAPELESS_INLINE static auto narrowed(typename detail::vector_of<T, N>::type x) {
    if constexpr (sizeof(T) != sizeof(float)) {
      return detail::narrowed_one_by_one<float16, T, N>(x);
    } else if constexpr (detail::halves_in_hardware) {
      return detail::halves_of_floats(static_cast<typename detail::register_of<float, N>::type>(x));
    } else {
      using words = typename detail::vector_of<std::uint32_t, N>::type;
      using floats = typename detail::vector_of<float, N>::type;
      const words bits = reinterpret_cast<words>(x);
      const words sign = (bits >> 16) & 0x8000u, size = bits & 0x7fffffffu;
      const words subnormal =
          reinterpret_cast<words>(reinterpret_cast<floats>(size) + 0.5f) - 0x3f000000u;
      words half = (size - 0x38000000u + 0xfffu + ((size >> 13) & 1u)) >> 13;
      half = size < 0x38800000u ? subnormal : half;
      half = size >= 0x47800000u ? words{} + 0x7c00u : half;
      half = size > 0x7f800000u ? 0x7e00u | ((size >> 13) & 0x3ffu) : half;
      return detail::lower_halves<N>(sign | half);
    }
  }
#endif
};

#ifndef TAPELESS_NO_SIMD

namespace detail {

/// True if N elements that memory holds as S take no more than the register of N elements of T.
template <class T, class S>
inline constexpr bool fits_register = sizeof(S) <= sizeof(T);

template <class S>
TAPELESS_INLINE auto raw_of(S x) {
  return __builtin_bit_cast(typename stored<S>::raw, x);
}

/// Elements p[0], p[stride], ... up to Count of them, then zeros.
template <class T, int N, int Count, class S>
TAPELESS_INLINE typename vector_of<T, N>::type loaded_strided(const S* p, std::ptrdiff_t stride) {
  if constexpr (fits_register<T, S>) {
    return with_indices<N>([&](auto... i) TAPELESS_INLINE_LAMBDA {
      using raw = typename vector_of<typename stored<S>::raw, N>::type;
      return stored<S>::template widened<T, N>(
          raw{(i < Count ? raw_of(p[i * stride]) : raw_of(S{}))...});
    });
  } else {
    alignas(typename vector_of<T, N>::type) T elements[N]{};
    for (int i = 0; i < Count; ++i) elements[i] = stored<S>::template widened<T>(p[i * stride]);
    typename vector_of<T, N>::type r;
    __builtin_memcpy(&r, elements, sizeof r);
    return r;
  }
}
template <class T, int N, int Count, class S>
TAPELESS_INLINE typename vector_of<T, N>::type loaded(const S* p) {
  if constexpr (Count == N && fits_register<T, S>) {
    typename vector_of<typename stored<S>::raw, N>::type r;
    __builtin_memcpy(&r, p, sizeof r);
    return stored<S>::template widened<T, N>(r);
  } else if constexpr (loads_part<sizeof(S), N>) {
    using small = std::conditional_t<sizeof(S) == 1, std::uint8_t, std::uint16_t>;
    using raw = typename vector_of<typename stored<S>::raw, N>::type;
    return stored<S>::template widened<T, N>(
        reinterpret_cast<raw>(load_part<Count, N>(reinterpret_cast<const small*>(p))));
  } else {
    return loaded_strided<T, N, Count>(p, 1);
  }
}

/// Writes the first Count elements to p[0], p[stride], ...
template <class T, int N, int Count, class S>
TAPELESS_INLINE void save_strided(typename vector_of<T, N>::type x, S* p, std::ptrdiff_t stride) {
  if constexpr (fits_register<T, S>) {
    const auto r = stored<S>::template narrowed<T, N>(x);
    with_indices<Count>([&](auto... i) TAPELESS_INLINE_LAMBDA {
      using raw = typename stored<S>::raw;
      (static_cast<void>(p[i * stride] = __builtin_bit_cast(S, raw{r[i.value]})), ...);
    });
  } else {
    for (int i = 0; i < Count; ++i) p[i * stride] = stored<S>::template narrowed<T>(x[i]);
  }
}
template <class T, int N, int Count, class S>
TAPELESS_INLINE void save(typename vector_of<T, N>::type x, S* p) {
  if constexpr (fits_register<T, S>) {
    const auto r = stored<S>::template narrowed<T, N>(x);
    __builtin_memcpy(static_cast<void*>(p), &r, Count * sizeof(S));
  } else {
    save_strided<T, N, Count>(x, p, 1);
  }
}

}  // namespace detail

#endif

}  // namespace tapeless::lanes

#endif
