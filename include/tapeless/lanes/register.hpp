// SPDX-License-Identifier: BSL-1.0
/// \file
/// Registers of the target: how wide, how many, and the instructions that C++ operators do not
/// name.
///
/// xsimd names the register types and says which instruction sets are on. Of xsimd only its
/// register headers are included: xsimd.hpp would cost every program 0.5 s more, and its functions
/// lack what kernels need (docs/accuracy.md, "Cost" and "Why not xsimd's functions"). `+ - * /`,
/// comparisons and `?:` on registers are the compilers' own vector operators. A program that wants
/// a function of xsimd's has it: the register of a lane x is x.v, and xsimd::batch<T>(x.v) works.
#ifndef TAPELESS_KERNELS_REGISTER_HPP
#define TAPELESS_KERNELS_REGISTER_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <tapeless/config.hpp>

#ifndef TAPELESS_NO_SIMD
#include <xsimd/config/xsimd_config.hpp>
#include <xsimd/types/xsimd_all_registers.hpp>
#endif

namespace tapeless::lanes {

namespace detail {
#if defined(TAPELESS_NO_SIMD)
inline constexpr int register_bytes = 0, narrowest_bytes = 0;
#elif XSIMD_WITH_AVX512F && defined(__AVX512DQ__) && defined(__AVX512VL__)
inline constexpr int register_bytes = 64, narrowest_bytes = 16;
#elif XSIMD_WITH_AVX
inline constexpr int register_bytes = 32, narrowest_bytes = 16;
#else
inline constexpr int register_bytes = 16, narrowest_bytes = 16;
#endif
}  // namespace detail

/// Elements of T in the widest register; 1 where there is no SIMD.
template <class T>
inline constexpr int native_width =
    detail::register_bytes == 0 ? 1 : detail::register_bytes / static_cast<int>(sizeof(T));

/// Elements of T in the narrowest register that a remainder is cut into; 1 where there is no SIMD.
template <class T>
inline constexpr int narrowest_width =
    detail::narrowest_bytes == 0 ? 1 : detail::narrowest_bytes / static_cast<int>(sizeof(T));

/// True if the hardware loads and stores a part of a register at full speed (AVX-512 masks). AVX2
/// has masked moves, but its masked store is microcoded on several processors: there a remainder is
/// cut into narrower registers instead.
template <class T>
inline constexpr bool has_partial = detail::register_bytes == 64;

/// Vector registers that a kernel may keep live.
#if defined(__AVX512VL__) || defined(__aarch64__)
inline constexpr int register_count = 32;
#else
inline constexpr int register_count = 16;
#endif

/// True if fma() on T rounds once, in one instruction.
template <class T>
inline constexpr bool has_fma =
#if defined(__FMA__) || defined(__aarch64__)
    true;
#else
#ifdef __FP_FAST_FMAF
    sizeof(T) == 4 ||
#endif
#ifdef __FP_FAST_FMA
    sizeof(T) == 8 ||
#endif
    false;
#endif

template <class F, int... I>
TAPELESS_INLINE constexpr decltype(auto) with_indices(std::integer_sequence<int, I...>, F&& f) {
  return f(std::integral_constant<int, I>{}...);
}
/// f(0, 1, ..., N - 1) with each index a constant.
template <int N, class F>
TAPELESS_INLINE constexpr decltype(auto) with_indices(F&& f) {
  return with_indices(std::make_integer_sequence<int, N>{}, static_cast<F&&>(f));
}

namespace detail {

/// The integer as wide as T: all ones for "true". unsigned_like<T> holds the bits of an element.
template <class T>
using integer_like = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
template <class T>
using unsigned_like = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

#ifndef TAPELESS_NO_SIMD

template <class Element, int N>
struct vector_of {
  using type [[gnu::vector_size(sizeof(Element) * N)]] = Element;
};

#if XSIMD_WITH_SSE2
template <int Bytes>
struct architecture_of_size {
  using type = xsimd::sse2;
};
#if XSIMD_WITH_AVX
template <>
struct architecture_of_size<32> {
  using type = xsimd::avx;
};
#endif
#if XSIMD_WITH_AVX512F
template <>
struct architecture_of_size<64> {
  using type = xsimd::avx512f;
};
#endif
#else
template <int Bytes>
struct architecture_of_size {
  using type = xsimd::neon64;
};
#endif

/// The register that holds N elements of T, as xsimd names it: __m256, float32x4_t, ...
template <class T, int N>
struct register_of {
  using architecture = typename architecture_of_size<N* static_cast<int>(sizeof(T))>::type;
  using type = typename xsimd::types::simd_register<T, architecture>::register_type;
};

#endif

}  // namespace detail
}  // namespace tapeless::lanes

#endif
