// SPDX-License-Identifier: BSL-1.0
/// \file
/// Facts of a machine that plans and kernels need. Only predefined macros are asked here, so that passes need no SIMD library;
/// kernels/target.hpp asserts that the lanes agree.
#pragma once

#include <cstdint>
#include <string_view>

#include <tapeless/config.hpp>
#include <tapeless/core/element.hpp>
#include <tapeless/core/rooms.hpp>
#include <tapeless/ops/cost.hpp>

namespace tapeless::ir {

/// A data cache; 0 bytes: there is none.
struct cache {
  int bytes = 0;
  int ways = 1;

  /// The distance after which addresses fall into the same set again.
  constexpr int set_distance() const { return bytes / ways; }
};

/// So many bytes, and what is left to a multiple of an alignment.
constexpr std::int64_t aligned(std::int64_t bytes, int alignment) {
  return (bytes + alignment - 1) / alignment * alignment;
}

/// A machine, as far as fuse, schedule, place and the kernels decide by it. The defaults are those of processors with
/// vector registers and caches, whatever their instruction set.
struct target {
  std::string_view name;

  int register_bytes = 0;  ///< of the widest vector register; 0: lanes are single elements
  int registers = 16;      ///< vector registers (or of single elements) that a loop may keep live
  int threads = 1;         ///< that a plan runs on: kernels do not share work yet

  int alignment = 64;  ///< every buffer starts at a multiple: a cache line, and the widest vector
  int cache_line = 64, page = 4096;
  cache first_level{.bytes = 32 << 10, .ways = 8}, second_level{.bytes = 2 << 20, .ways = 16};

  /// Columns of B that a packed panel has at most, enough for the widest register tile; 0: products pack nothing.
  int panel_columns = 64;
  int panel_step = 16;  ///< its columns are a multiple of this: the most lanes of a register

  // costs, in simple instructions on a register
  int elementary_cost = 12;    ///< of exp, log, tanh, …; of pow or a random number twice that
  int memory_cost = 4;         ///< of storing a value and loading it again
  int loop_instructions = 48;  ///< the most in the body of a loop: beyond, registers spill

  /// Elements of a type that is computed in, in a register.
  constexpr int lanes(element type) const {
    return register_bytes == 0 ? 1 : register_bytes / bytes_of(type);
  }
  /// Time of an op on one register, in simple instructions.
  constexpr int time(ops::op_cost c) const {
    switch (c) {
      case ops::op_cost::elementary: return elementary_cost;
      case ops::op_cost::composed: return 2 * elementary_cost;
      default: return 1;
    }
  }
  constexpr std::int64_t aligned(std::int64_t bytes) const { return ir::aligned(bytes, alignment); }
};

// ---- targets ------------------------------------------------------------------------------------

inline constexpr target avx512{.name = "avx512", .register_bytes = 64, .registers = 32};
inline constexpr target avx2{.name = "avx2", .register_bytes = 32};
inline constexpr target sse2{.name = "sse2", .register_bytes = 16};
inline constexpr target neon{.name = "neon", .register_bytes = 16, .registers = 32};
/// A processor with caches whose vector registers are not used.
inline constexpr target scalar{.name = "scalar"};
/// A microcontroller: single elements, memory as fast as the core. (Its elementary functions are calls of some hundred
/// cycles; an STR and an LDR take three.)
inline constexpr target cortex_m{.name = "cortex_m",
                                 .alignment = 8,
                                 .cache_line = 0,
                                 .page = 0,
                                 .first_level = {},
                                 .second_level = {},
                                 .panel_columns = 0,
                                 .elementary_cost = 100,
                                 .memory_cost = 3};

namespace detail {
constexpr target host_target() {
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
  return cortex_m;
#else
#if defined(TAPELESS_NO_SIMD)
  target t = scalar;
#elif defined(__aarch64__)
  target t = neon;
#elif defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
  target t = avx512;
#elif defined(__AVX__)
  target t = avx2;
#else
  target t = sse2;
#endif
#if defined(__AVX512VL__) || defined(__aarch64__)
  t.registers = 32;  // whatever their width
#endif
  return t;
#endif
}
}  // namespace detail

/// The target that the compiler compiles for: by -march, -mcpu and TAPELESS_NO_SIMD.
inline constexpr target host = detail::host_target();

/// Elements of the panel into which a product copies n columns of k elements, or of its sums.
constexpr int panel_elements(int n, int k, const target& on = host) {
  const int rounded = (n + on.panel_step - 1) / on.panel_step * on.panel_step;
  return k * (rounded < on.panel_columns ? rounded : on.panel_columns);
}

}  // namespace tapeless::ir
