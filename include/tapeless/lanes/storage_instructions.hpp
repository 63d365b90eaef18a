// SPDX-License-Identifier: BSL-1.0
/// \file
/// The instructions for elements that memory holds in another type: conversions between IEEE halves and floats (F16C), loads
/// of a part of a register of small elements (AVX-512).
#ifndef TAPELESS_LANES_STORAGE_INSTRUCTIONS_HPP
#define TAPELESS_LANES_STORAGE_INSTRUCTIONS_HPP

#include <cstdint>

#include <tapeless/core/float16.hpp>
#include <tapeless/lanes/register.hpp>

namespace tapeless::lanes::detail {

#if defined(__F16C__) && !defined(TAPELESS_NO_SIMD)

inline constexpr bool halves_in_hardware = true;

TAPELESS_INLINE float float_of_half(std::uint16_t x) { return _cvtsh_ss(x); }
TAPELESS_INLINE std::uint16_t half_of_float(float x) {
  const __m128i r = _mm_cvtps_ph(_mm_set_ss(x), _MM_FROUND_TO_NEAREST_INT);
  return static_cast<std::uint16_t>(_mm_cvtsi128_si32(r));
}

using four_halves = vector_of<std::uint16_t, 4>::type;
using eight_halves = vector_of<std::uint16_t, 8>::type;
TAPELESS_INLINE __m128 floats_of_halves(four_halves x) {
  return _mm_cvtph_ps(_mm_cvtsi64_si128(__builtin_bit_cast(long long, x)));
}
TAPELESS_INLINE four_halves halves_of_floats(__m128 x) {
  const __m128i r = _mm_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT);
  return __builtin_bit_cast(four_halves, _mm_cvtsi128_si64(r));
}
TAPELESS_INLINE __m256 floats_of_halves(eight_halves x) {
  return _mm256_cvtph_ps(reinterpret_cast<__m128i>(x));
}
TAPELESS_INLINE eight_halves halves_of_floats(__m256 x) {
  return reinterpret_cast<eight_halves>(_mm256_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT));
}
#if XSIMD_WITH_AVX512F
using sixteen_halves = vector_of<std::uint16_t, 16>::type;
// (with a full mask: see instructions.hpp)
TAPELESS_INLINE __m512 floats_of_halves(sixteen_halves x) {
  return _mm512_maskz_cvtph_ps(0xffff, reinterpret_cast<__m256i>(x));
}
TAPELESS_INLINE sixteen_halves halves_of_floats(__m512 x) {
  return reinterpret_cast<sixteen_halves>(
      _mm512_maskz_cvtps_ph(0xffff, x, _MM_FROUND_TO_NEAREST_INT));
}
#endif

#else

inline constexpr bool halves_in_hardware = false;
// (names that `if constexpr` can step around)
template <class V>
V floats_of_halves(V) = delete;
template <class V>
V halves_of_floats(V) = delete;
TAPELESS_INLINE float float_of_half(std::uint16_t x) { return core::float_of_float16(x); }
TAPELESS_INLINE std::uint16_t half_of_float(float x) { return core::float16_bits(x); }

#endif

#ifndef TAPELESS_NO_SIMD
template <int N>
TAPELESS_INLINE auto zero_extended(typename vector_of<std::uint16_t, N>::type x) {
  using words = typename vector_of<std::uint32_t, N>::type;
#if XSIMD_WITH_AVX512F
  if constexpr (N == 16)  // (g++ 12 goes by halves)
    return reinterpret_cast<words>(
        _mm512_maskz_cvtepu16_epi32(0xffff, reinterpret_cast<__m256i>(x)));
  else
#endif
    return __builtin_convertvector(x, words);
}
#endif

#if defined(__AVX512BW__) && defined(__AVX512VL__) && !defined(TAPELESS_NO_SIMD)

/// The first Count of N elements from memory, the others 0, where one instruction does it.
template <int Bytes, int N>
inline constexpr bool loads_part = (Bytes == 2 && N >= 8) || (Bytes == 1 && N == 16);
template <int Count, int N>
TAPELESS_INLINE auto load_part(const std::uint16_t* p) {
  if constexpr (N == 16)
    return _mm256_maskz_loadu_epi16(static_cast<__mmask16>((1u << Count) - 1u), p);
  else
    return _mm_maskz_loadu_epi16(static_cast<__mmask8>((1u << Count) - 1u), p);
}
template <int Count, int N>
TAPELESS_INLINE __m128i load_part(const std::uint8_t* p) {
  return _mm_maskz_loadu_epi8(static_cast<__mmask16>((1u << Count) - 1u), p);
}

#else

template <int Bytes, int N>
inline constexpr bool loads_part = false;
template <int Count, int N, class T>
void load_part(const T*) = delete;

#endif

}  // namespace tapeless::lanes::detail

#endif
