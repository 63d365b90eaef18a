// SPDX-License-Identifier: BSL-1.0
/// \file
/// The version, the few macros that exist, and what the target can do. Includes nothing.
///
/// Macros a user may define    TAPELESS_NO_SIMD   kernels work on single elements, xsimd is never included;
///                                                plans are for the target ir::scalar
///                             TAPELESS_VERIFY    the graph of every pass, and the plan, are verified while compiling (our
///                                                tests do; it costs compile time, and what it finds is a defect of ours)
/// Macros for our own headers  TAPELESS_INLINE, TAPELESS_INLINE_LAMBDA   see below
#ifndef TAPELESS_CONFIG_HPP
#define TAPELESS_CONFIG_HPP

#if __cplusplus < 202002L
#error "tapeless needs C++20: -std=c++20 or later"
#elif defined(__clang__)
#if __clang_major__ < 13
#error "tapeless needs clang 13 or later (tested with 14)"
#endif
#elif !defined(__GNUC__)
#error "tapeless needs g++ or clang: its lanes are their vector extensions"
#elif __GNUC__ < 12
#error \
    "tapeless needs g++ 12 or later: earlier ones compare no addresses of templates while compiling"
#endif

#define TAPELESS_VERSION_MAJOR 0
#define TAPELESS_VERSION_MINOR 1
#define TAPELESS_VERSION_PATCH 0

/// Inlined even at -Os and past the compiler's growth limits: a lane function left out of line would pass registers
/// through memory (a fused inference on a Cortex-M4 took eight times the instructions that way).
#define TAPELESS_INLINE [[gnu::always_inline]] inline

/// The same for a lambda: `[&](auto i) TAPELESS_INLINE_LAMBDA { ... }`, the one spelling that g++ and clang both obey.
#define TAPELESS_INLINE_LAMBDA __attribute__((always_inline))

// The lanes use what g++ and clang call vector extensions, on the register types that xsimd names.
#if !defined(TAPELESS_NO_SIMD)
#if !(defined(__SSE2__) || (defined(__ARM_NEON) && defined(__aarch64__)))
#define TAPELESS_NO_SIMD
#endif
#endif

namespace tapeless {

/// The version of these headers, for `static_assert` and for logs.
struct version {
  static constexpr int major = TAPELESS_VERSION_MAJOR;
  static constexpr int minor = TAPELESS_VERSION_MINOR;
  static constexpr int patch = TAPELESS_VERSION_PATCH;
};

/// False where every lane is one element: no supported SIMD, or TAPELESS_NO_SIMD.
#ifdef TAPELESS_NO_SIMD
inline constexpr bool has_simd = false;
#else
inline constexpr bool has_simd = true;
#endif

}  // namespace tapeless

#endif
