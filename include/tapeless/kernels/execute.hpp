// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <tapeless/config.hpp>
#include <tapeless/core/unroll.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/kernels/kinds.hpp>

namespace tapeless::kernels {

/// Runs kernel K of the plan `Carrier::value`: `offsets[b]` is where in the arena binding b is, in bytes.
/// A function of its own, so that all launches of a kernel, in all programs that share it, are one code.
///
/// g++ 12 may write an address in a loop as 0 + i + j, take that for an access to the null pointer, the kernel for a
/// function without effects, and drop its call (from -O2 on). An empty statement that may write memory says otherwise.
///
/// Before    the arena is aligned to 64 bytes; every offset of a whole buffer is a multiple of 64
template <class Carrier, int K>
[[gnu::noinline]] void run_kernel(std::byte* arena, const std::int64_t* offsets) {
#if defined(__GNUC__)
  asm volatile("" ::: "memory");
#endif
  kernel_of<Carrier, K>::run(arena, offsets);
}

namespace detail {

/// Byte offsets of all bindings of all launches.
template <class Carrier>
inline constexpr auto binding_offsets = [] {
  fixed<std::int64_t, static_cast<std::size_t>(Carrier::value.bindings.size())> out{};
  for (int i = 0; i < out.size(); ++i)
    out[i] = Carrier::value.buffers[Carrier::value.bindings[i]].offset;
  for (const binding_step& s : Carrier::value.steps)
    if (s.depth < 0) out[s.binding] += s.bytes;
  return out;
}();

/// The kernel of the program that `Carrier` shares parameters with that is kernel K, or -1.
template <class Carrier, int K>
constexpr int twin_of() {
  if constexpr (requires { Carrier::shared_program::value; }) {
    using other = typename Carrier::shared_program;
    for (int i = 0; i < other::value.kernels.size(); ++i)
      if (same_kernel(Carrier::value.view(), K, other::value.view(), i)) return i;
  }
  return -1;
}

/// The iteration of every region that runs now, the outermost first.
struct iterations {
  std::int64_t at[max_region_depth] = {};
};

/// Where the bindings of launch L stand in an iteration.
template <class Carrier, std::size_t L>
struct moved_bindings {
  static constexpr const launch& run = Carrier::value.launches[L];
  static constexpr int count = Carrier::value.kernels[run.kernel].bindings;
  static constexpr int first_step = [] {
    int s = 0;
    while (s < Carrier::value.steps.size() && Carrier::value.steps[s].binding < run.first_binding)
      ++s;
    return s;
  }();
  static constexpr int steps = [] {
    int n = 0;
    while (first_step + n < Carrier::value.steps.size() &&
           Carrier::value.steps[first_step + n].binding < run.first_binding + count)
      ++n;
    return n;
  }();

  std::int64_t offsets[static_cast<std::size_t>(count > 0 ? count : 1)];

  TAPELESS_INLINE explicit moved_bindings(const iterations& now) {
    for (int b = 0; b < count; ++b)
      offsets[b] = binding_offsets<Carrier>.items[run.first_binding + b];
    unroll<steps>([&](auto i) TAPELESS_INLINE_LAMBDA {
      constexpr binding_step s = Carrier::value.steps[first_step + static_cast<int>(i)];
      if constexpr (s.depth >= 0)
        offsets[s.binding - run.first_binding] += now.at[s.depth] * s.bytes;
    });
  }
};

}  // namespace detail

namespace detail {

/// The function of kernel K, which a program that shares the parameters may have already.
template <class Carrier, int K>
inline constexpr auto code_of_kernel = [] {
  if constexpr (constexpr int twin = twin_of<Carrier, K>(); twin >= 0)
    return &run_kernel<typename Carrier::shared_program, twin>;
  else
    return &run_kernel<Carrier, K>;
}();

/// Launches First, First + 1, … outside regions, one call each. (A call is an expression, not an instantiation: there are
/// many times more launches than kernels.)
template <class Carrier, std::size_t First, std::size_t... I>
void run_in_order(std::byte* arena, std::index_sequence<I...>) {
  const std::int64_t* offsets = binding_offsets<Carrier>.items;
  constexpr const launch* launches = Carrier::value.launches.items + First;
  (code_of_kernel<Carrier, launches[I].kernel>(arena, offsets + launches[I].first_binding), ...);
}

}  // namespace detail

/// Runs launch L of the plan.
template <class Carrier, std::size_t L>
TAPELESS_INLINE void run_launch(std::byte* arena, const detail::iterations& now) {
  constexpr const launch& l = Carrier::value.launches[L];
  if constexpr (l.region < 0)
    detail::run_in_order<Carrier, L>(arena, std::index_sequence<0>{});
  else
    detail::code_of_kernel<Carrier, l.kernel>(arena,
                                              detail::moved_bindings<Carrier, L>(now).offsets);
}

namespace detail {

/// The launches [First, Last) at a depth of regions: launches of that depth one by one, those of deeper regions in loops.
template <class Carrier, int First, int Last, int Depth>
struct region_body {
  struct part {
    int first = 0, last = 0;
    int region = -1;  ///< repeated, or -1: one launch
  };
  /// The region at depth Depth in which a launch runs, or -1.
  static constexpr int inner_region(int l) {
    int r = Carrier::value.launches[l].region;
    const view<region> regions = Carrier::value.regions;
    while (depth_of(regions, r) > Depth) r = regions[r].parent;
    return depth_of(regions, r) == Depth ? r : -1;
  }
  static constexpr int find_end(int l) {
    const int r = inner_region(l);
    int end = l + 1;
    while (r >= 0 && end < Last && inner_region(end) == r) ++end;
    return end;
  }
  static constexpr int count = [] {
    int n = 0;
    for (int l = First; l < Last; l = find_end(l)) ++n;
    return n;
  }();
  static constexpr auto parts = [] {
    fixed<part, count> out{};
    int n = 0;
    for (int l = First; l < Last; l = find_end(l)) out[n++] = {l, find_end(l), inner_region(l)};
    return out;
  }();

  static void run(std::byte* arena, iterations& now) {
    unroll<static_cast<std::size_t>(count)>([&](auto i) {
      constexpr part p = parts[i];
      if constexpr (p.region < 0) {
        run_launch<Carrier, static_cast<std::size_t>(p.first)>(arena, now);
      } else {
        constexpr region r = Carrier::value.regions[p.region];
        for (std::int64_t t = 0; t < r.length; ++t) {
          now.at[Depth] = r.reverse ? r.length - 1 - t : t;
          region_body<Carrier, p.first, p.last, Depth + 1>::run(arena, now);
        }
      }
    });
  }
};

}  // namespace detail

/// Runs a plan: all its launches in order, as straight code; those of regions in loops.
template <class Carrier>
void execute(std::byte* arena) {
  constexpr std::size_t launches = Carrier::value.launches.size();
  if constexpr (Carrier::value.regions.size() == 0) {
    constexpr std::size_t chunk = 128;  // clang refuses a fold of more than 256 operands
    unroll<(launches + chunk - 1) / chunk>([arena](auto c) {
      constexpr std::size_t first = c * chunk, rest = launches - first;
      detail::run_in_order<Carrier, first>(
          arena, std::make_index_sequence<(rest < chunk ? rest : chunk)>{});
    });
  } else {
    detail::iterations now;
    detail::region_body<Carrier, 0, static_cast<int>(launches), 0>::run(arena, now);
  }
}

}  // namespace tapeless::kernels
