// SPDX-License-Identifier: BSL-1.0
/// \file
/// The instructions that C++ operators do not name, one overload per register: fused multiply-add,
/// square root, roundings, loads and stores of a part of a register. Everything above this file is
/// the same for every instruction set.
#ifndef TAPELESS_KERNELS_INSTRUCTIONS_HPP
#define TAPELESS_KERNELS_INSTRUCTIONS_HPP

#include <tapeless/lanes/register.hpp>

#ifndef TAPELESS_NO_SIMD

namespace tapeless::lanes::detail {

// An instruction that the target lacks keeps its name, so that `if constexpr` can step around it.
template <class V>
V fused(V, V, V) = delete;
template <class V>
V fused_negated(V, V, V) = delete;
template <class V>
V round_down(V) = delete;
template <class V>
V round_up(V) = delete;
template <class V>
V round_to_zero(V) = delete;
template <class V>
V round_to_even(V) = delete;
template <class V>
V scaled(V, V) = delete;
template <class V, class T>
void load_part(V&, unsigned, const T*) = delete;
template <class V, class T>
void store_part(V, unsigned, T*) = delete;

#if XSIMD_WITH_SSE2

inline constexpr bool maximum_keeps_nan = false;

TAPELESS_INLINE __m128 square_root(__m128 x) { return _mm_sqrt_ps(x); }
TAPELESS_INLINE __m128d square_root(__m128d x) { return _mm_sqrt_pd(x); }

// True if the sign of any element is set.
TAPELESS_INLINE bool any_set(__m128 x) { return _mm_movemask_ps(x) != 0; }
TAPELESS_INLINE bool any_set(__m128d x) { return _mm_movemask_pd(x) != 0; }

// The larger (smaller) of the two; the second if either is NaN.
TAPELESS_INLINE __m128 larger(__m128 a, __m128 b) { return _mm_max_ps(a, b); }
TAPELESS_INLINE __m128d larger(__m128d a, __m128d b) { return _mm_max_pd(a, b); }
TAPELESS_INLINE __m128 smaller(__m128 a, __m128 b) { return _mm_min_ps(a, b); }
TAPELESS_INLINE __m128d smaller(__m128d a, __m128d b) { return _mm_min_pd(a, b); }

#if defined(__FMA__)
TAPELESS_INLINE __m128 fused(__m128 a, __m128 b, __m128 c) { return _mm_fmadd_ps(a, b, c); }
TAPELESS_INLINE __m128d fused(__m128d a, __m128d b, __m128d c) { return _mm_fmadd_pd(a, b, c); }
TAPELESS_INLINE __m128 fused_negated(__m128 a, __m128 b, __m128 c) {
  return _mm_fnmadd_ps(a, b, c);
}
TAPELESS_INLINE __m128d fused_negated(__m128d a, __m128d b, __m128d c) {
  return _mm_fnmadd_pd(a, b, c);
}
#endif

#if defined(__SSE4_1__)
inline constexpr bool rounds_in_hardware = true;
TAPELESS_INLINE __m128 round_down(__m128 x) { return _mm_floor_ps(x); }
TAPELESS_INLINE __m128d round_down(__m128d x) { return _mm_floor_pd(x); }
TAPELESS_INLINE __m128 round_up(__m128 x) { return _mm_ceil_ps(x); }
TAPELESS_INLINE __m128d round_up(__m128d x) { return _mm_ceil_pd(x); }
TAPELESS_INLINE __m128 round_to_zero(__m128 x) {
  return _mm_round_ps(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m128d round_to_zero(__m128d x) {
  return _mm_round_pd(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m128 round_to_even(__m128 x) {
  return _mm_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m128d round_to_even(__m128d x) {
  return _mm_round_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
#else
inline constexpr bool rounds_in_hardware = false;
#endif

#if XSIMD_WITH_AVX
TAPELESS_INLINE __m256 square_root(__m256 x) { return _mm256_sqrt_ps(x); }
TAPELESS_INLINE __m256d square_root(__m256d x) { return _mm256_sqrt_pd(x); }
TAPELESS_INLINE bool any_set(__m256 x) { return _mm256_movemask_ps(x) != 0; }
TAPELESS_INLINE bool any_set(__m256d x) { return _mm256_movemask_pd(x) != 0; }
TAPELESS_INLINE __m256 larger(__m256 a, __m256 b) { return _mm256_max_ps(a, b); }
TAPELESS_INLINE __m256d larger(__m256d a, __m256d b) { return _mm256_max_pd(a, b); }
TAPELESS_INLINE __m256 smaller(__m256 a, __m256 b) { return _mm256_min_ps(a, b); }
TAPELESS_INLINE __m256d smaller(__m256d a, __m256d b) { return _mm256_min_pd(a, b); }
#if defined(__FMA__)
TAPELESS_INLINE __m256 fused(__m256 a, __m256 b, __m256 c) { return _mm256_fmadd_ps(a, b, c); }
TAPELESS_INLINE __m256d fused(__m256d a, __m256d b, __m256d c) { return _mm256_fmadd_pd(a, b, c); }
TAPELESS_INLINE __m256 fused_negated(__m256 a, __m256 b, __m256 c) {
  return _mm256_fnmadd_ps(a, b, c);
}
TAPELESS_INLINE __m256d fused_negated(__m256d a, __m256d b, __m256d c) {
  return _mm256_fnmadd_pd(a, b, c);
}
#endif
TAPELESS_INLINE __m256 round_down(__m256 x) { return _mm256_floor_ps(x); }
TAPELESS_INLINE __m256d round_down(__m256d x) { return _mm256_floor_pd(x); }
TAPELESS_INLINE __m256 round_up(__m256 x) { return _mm256_ceil_ps(x); }
TAPELESS_INLINE __m256d round_up(__m256d x) { return _mm256_ceil_pd(x); }
TAPELESS_INLINE __m256 round_to_zero(__m256 x) {
  return _mm256_round_ps(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m256d round_to_zero(__m256d x) {
  return _mm256_round_pd(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m256 round_to_even(__m256 x) {
  return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m256d round_to_even(__m256d x) {
  return _mm256_round_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
#endif

#if XSIMD_WITH_AVX512F
// The forms with a full mask compile to the plain instruction; the plain forms make g++ 12 warn of
// an uninitialised value inside its own header (gcc.gnu.org/PR105593).
TAPELESS_INLINE __m512 square_root(__m512 x) { return _mm512_maskz_sqrt_ps(0xffff, x); }
TAPELESS_INLINE __m512d square_root(__m512d x) { return _mm512_maskz_sqrt_pd(0xff, x); }
#if defined(__AVX512DQ__)
TAPELESS_INLINE bool any_set(__m512 x) { return _mm512_movepi32_mask(_mm512_castps_si512(x)) != 0; }
TAPELESS_INLINE bool any_set(__m512d x) {
  return _mm512_movepi64_mask(_mm512_castpd_si512(x)) != 0;
}
#endif
TAPELESS_INLINE __m512 larger(__m512 a, __m512 b) { return _mm512_maskz_max_ps(0xffff, a, b); }
TAPELESS_INLINE __m512d larger(__m512d a, __m512d b) { return _mm512_maskz_max_pd(0xff, a, b); }
TAPELESS_INLINE __m512 smaller(__m512 a, __m512 b) { return _mm512_maskz_min_ps(0xffff, a, b); }
TAPELESS_INLINE __m512d smaller(__m512d a, __m512d b) { return _mm512_maskz_min_pd(0xff, a, b); }
TAPELESS_INLINE __m512 fused(__m512 a, __m512 b, __m512 c) { return _mm512_fmadd_ps(a, b, c); }
TAPELESS_INLINE __m512d fused(__m512d a, __m512d b, __m512d c) { return _mm512_fmadd_pd(a, b, c); }
TAPELESS_INLINE __m512 fused_negated(__m512 a, __m512 b, __m512 c) {
  return _mm512_fnmadd_ps(a, b, c);
}
TAPELESS_INLINE __m512d fused_negated(__m512d a, __m512d b, __m512d c) {
  return _mm512_fnmadd_pd(a, b, c);
}
TAPELESS_INLINE __m512 round_down(__m512 x) {
  return _mm512_maskz_roundscale_ps(0xffff, x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m512d round_down(__m512d x) {
  return _mm512_maskz_roundscale_pd(0xff, x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m512 round_up(__m512 x) {
  return _mm512_maskz_roundscale_ps(0xffff, x, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m512d round_up(__m512d x) {
  return _mm512_maskz_roundscale_pd(0xff, x, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m512 round_to_zero(__m512 x) {
  return _mm512_maskz_roundscale_ps(0xffff, x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m512d round_to_zero(__m512d x) {
  return _mm512_maskz_roundscale_pd(0xff, x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m512 round_to_even(__m512 x) {
  return _mm512_maskz_roundscale_ps(0xffff, x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
TAPELESS_INLINE __m512d round_to_even(__m512d x) {
  return _mm512_maskz_roundscale_pd(0xff, x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
#endif

#if defined(__AVX512VL__) && defined(__AVX512F__)
inline constexpr bool masks_in_hardware = true;
// x * 2^n.
TAPELESS_INLINE __m128 scaled(__m128 x, __m128 n) { return _mm_maskz_scalef_ps(0xf, x, n); }
TAPELESS_INLINE __m128d scaled(__m128d x, __m128d n) { return _mm_maskz_scalef_pd(0x3, x, n); }
TAPELESS_INLINE __m256 scaled(__m256 x, __m256 n) { return _mm256_maskz_scalef_ps(0xff, x, n); }
TAPELESS_INLINE __m256d scaled(__m256d x, __m256d n) { return _mm256_maskz_scalef_pd(0xf, x, n); }
TAPELESS_INLINE __m512 scaled(__m512 x, __m512 n) { return _mm512_maskz_scalef_ps(0xffff, x, n); }
TAPELESS_INLINE __m512d scaled(__m512d x, __m512d n) { return _mm512_maskz_scalef_pd(0xff, x, n); }
TAPELESS_INLINE void load_part(__m128& r, unsigned m, const float* p) {
  r = _mm_maskz_loadu_ps(static_cast<__mmask8>(m), p);
}
TAPELESS_INLINE void load_part(__m128d& r, unsigned m, const double* p) {
  r = _mm_maskz_loadu_pd(static_cast<__mmask8>(m), p);
}
TAPELESS_INLINE void load_part(__m256& r, unsigned m, const float* p) {
  r = _mm256_maskz_loadu_ps(static_cast<__mmask8>(m), p);
}
TAPELESS_INLINE void load_part(__m256d& r, unsigned m, const double* p) {
  r = _mm256_maskz_loadu_pd(static_cast<__mmask8>(m), p);
}
TAPELESS_INLINE void load_part(__m512& r, unsigned m, const float* p) {
  r = _mm512_maskz_loadu_ps(static_cast<__mmask16>(m), p);
}
TAPELESS_INLINE void load_part(__m512d& r, unsigned m, const double* p) {
  r = _mm512_maskz_loadu_pd(static_cast<__mmask8>(m), p);
}
TAPELESS_INLINE void store_part(__m128 r, unsigned m, float* p) {
  _mm_mask_storeu_ps(p, static_cast<__mmask8>(m), r);
}
TAPELESS_INLINE void store_part(__m128d r, unsigned m, double* p) {
  _mm_mask_storeu_pd(p, static_cast<__mmask8>(m), r);
}
TAPELESS_INLINE void store_part(__m256 r, unsigned m, float* p) {
  _mm256_mask_storeu_ps(p, static_cast<__mmask8>(m), r);
}
TAPELESS_INLINE void store_part(__m256d r, unsigned m, double* p) {
  _mm256_mask_storeu_pd(p, static_cast<__mmask8>(m), r);
}
TAPELESS_INLINE void store_part(__m512 r, unsigned m, float* p) {
  _mm512_mask_storeu_ps(p, static_cast<__mmask16>(m), r);
}
TAPELESS_INLINE void store_part(__m512d r, unsigned m, double* p) {
  _mm512_mask_storeu_pd(p, static_cast<__mmask8>(m), r);
}
#else
inline constexpr bool masks_in_hardware = false;
#endif

#else  // AArch64

inline constexpr bool rounds_in_hardware = true, masks_in_hardware = false,
                      maximum_keeps_nan = true;
TAPELESS_INLINE float32x4_t square_root(float32x4_t x) { return vsqrtq_f32(x); }
TAPELESS_INLINE float64x2_t square_root(float64x2_t x) { return vsqrtq_f64(x); }
TAPELESS_INLINE bool any_set(float32x4_t x) { return vmaxvq_u32(vreinterpretq_u32_f32(x)) != 0; }
TAPELESS_INLINE bool any_set(float64x2_t x) { return vmaxvq_u32(vreinterpretq_u32_f64(x)) != 0; }
TAPELESS_INLINE float32x4_t larger(float32x4_t a, float32x4_t b) {
  return vmaxq_f32(a, b);
}  // NaN if either is
TAPELESS_INLINE float64x2_t larger(float64x2_t a, float64x2_t b) { return vmaxq_f64(a, b); }
TAPELESS_INLINE float32x4_t smaller(float32x4_t a, float32x4_t b) { return vminq_f32(a, b); }
TAPELESS_INLINE float64x2_t smaller(float64x2_t a, float64x2_t b) { return vminq_f64(a, b); }
TAPELESS_INLINE float32x4_t fused(float32x4_t a, float32x4_t b, float32x4_t c) {
  return vfmaq_f32(c, a, b);
}
TAPELESS_INLINE float64x2_t fused(float64x2_t a, float64x2_t b, float64x2_t c) {
  return vfmaq_f64(c, a, b);
}
TAPELESS_INLINE float32x4_t fused_negated(float32x4_t a, float32x4_t b, float32x4_t c) {
  return vfmsq_f32(c, a, b);
}
TAPELESS_INLINE float64x2_t fused_negated(float64x2_t a, float64x2_t b, float64x2_t c) {
  return vfmsq_f64(c, a, b);
}
TAPELESS_INLINE float32x4_t round_down(float32x4_t x) { return vrndmq_f32(x); }
TAPELESS_INLINE float64x2_t round_down(float64x2_t x) { return vrndmq_f64(x); }
TAPELESS_INLINE float32x4_t round_up(float32x4_t x) { return vrndpq_f32(x); }
TAPELESS_INLINE float64x2_t round_up(float64x2_t x) { return vrndpq_f64(x); }
TAPELESS_INLINE float32x4_t round_to_zero(float32x4_t x) { return vrndq_f32(x); }
TAPELESS_INLINE float64x2_t round_to_zero(float64x2_t x) { return vrndq_f64(x); }
TAPELESS_INLINE float32x4_t round_to_even(float32x4_t x) { return vrndnq_f32(x); }
TAPELESS_INLINE float64x2_t round_to_even(float64x2_t x) { return vrndnq_f64(x); }

#endif

}  // namespace tapeless::lanes::detail

#endif
#endif
