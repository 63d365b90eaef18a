// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <tapeless/config.hpp>
#include <tapeless/core/require.hpp>
#include <tapeless/core/unroll.hpp>
#include <tapeless/ir/kernel_spaces.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/kernels/address.hpp>
#include <tapeless/kernels/kinds.hpp>
#include <tapeless/kernels/target.hpp>

namespace tapeless::kernels {

/// Runs kernel K of the plan `Carrier::value`: `spaces` says where every space begins, `offsets[b]` where in its space
/// binding b is, in bytes. A function of its own, so that all launches of a kernel, in all programs that share it, are one code.
///
/// g++ 12 may write an address in a loop as 0 + i + j, take that for an access to the null pointer, the kernel for a
/// function without effects, and drop its call (from -O2 on). An empty statement that may write memory says otherwise.
///
/// Before    every space, and every offset of a whole buffer, is aligned as the target of the plan says
template <class Carrier, int K>
[[gnu::noinline]] void run_kernel(std::byte* const* spaces, const std::ptrdiff_t* offsets) {
  refuse(sentence<
         program_requires_a_plan_for_this_machine<Carrier, runs_here(target_of<Carrier>())>>{});
#if defined(__GNUC__)
  asm volatile("" ::: "memory");
#endif
  kernel_of<Carrier, K>::run(spaces, offsets);
}

/// A plan by itself: everything is where it says.
template <class... Carriers>
struct as_planned {
  template <class Carrier>
  static constexpr std::int64_t offset_of_buffer(int b) {
    return Carrier::value.buffers[b].offset;
  }
};

namespace detail {

/// The kernel of plan `Other` that is kernel K of another one, or -1.
template <class Carrier, int K, class Other>
constexpr int twin_of() {
  for (int i = 0; i < Other::value.kernels.size(); ++i)
    if (same_kernel(Carrier::value.view(), K, Other::value.view(), i) &&
        same_spaces(Carrier::value.view(), K, Other::value.view(), i))
      return i;
  return -1;
}
/// The function of kernel K: that of the first of these plans which has it.
template <class Carrier, int K>
constexpr auto code_among() {
  return &run_kernel<Carrier, K>;
}
template <class Carrier, int K, class First, class... Others>
constexpr auto code_among() {
  if constexpr (std::is_same_v<First, Carrier>)
    return &run_kernel<Carrier, K>;
  else if constexpr (constexpr int twin = twin_of<Carrier, K, First>(); twin >= 0)
    return &run_kernel<First, twin>;
  else
    return code_among<Carrier, K, Others...>();
}
template <class Carrier, class Set>
struct kernels_of;
template <class Carrier, template <class...> class Set, class... Carriers>
struct kernels_of<Carrier, Set<Carriers...>> {
  template <int K>
  static constexpr auto code = code_among<Carrier, K, Carriers...>();
};
template <class Carrier, template <class...> class Set>
struct kernels_of<Carrier, Set<Carrier>> {
  template <int K>
  static constexpr auto code = &run_kernel<Carrier, K>;
};

/// Byte offsets of all bindings of all launches. `Set` says where leaves stand that several plans share.
template <class Carrier, class Set>
inline constexpr auto binding_offsets = [] {
  constexpr plan_view p = Carrier::value.view();
  fixed<std::ptrdiff_t, static_cast<std::size_t>(p.bindings.size())> out{};
  for (int i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::ptrdiff_t>(Set::template offset_of_buffer<Carrier>(p.bindings[i]));
  for (const binding_step& s : p.steps)
    if (s.depth < 0) out[s.binding] += static_cast<std::ptrdiff_t>(s.bytes);
  for (const launch& l : p.launches) {
    const kernel& k = p.kernels[l.kernel];
    if (k.mixed == 0) continue;
    for (int b = 0; b < k.bindings; ++b)
      if (!has_one_space(k, b)) {
        std::ptrdiff_t& offset = out[l.first_binding + b];
        offset = offset_in(p.buffers[p.bindings[l.first_binding + b]].in, offset);
      }
  }
  return out;
}();

/// The iteration of every region that runs now, the outermost first.
struct iterations {
  std::ptrdiff_t at[max_region_depth] = {};
};

/// Where the bindings of launch L stand in an iteration.
template <class Carrier, class Set, std::size_t L>
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

  std::ptrdiff_t offsets[static_cast<std::size_t>(count > 0 ? count : 1)];

  TAPELESS_INLINE explicit moved_bindings(const iterations& now) {
    for (int b = 0; b < count; ++b)
      offsets[b] = binding_offsets<Carrier, Set>.items[run.first_binding + b];
    unroll<steps>([&](auto i) TAPELESS_INLINE_LAMBDA {
      constexpr binding_step s = Carrier::value.steps[first_step + static_cast<int>(i)];
      if constexpr (s.depth >= 0)
        offsets[s.binding - run.first_binding] +=
            now.at[s.depth] * static_cast<std::ptrdiff_t>(s.bytes);
    });
  }
};

/// Launches First, First + 1, … outside regions, one call each. (A call is an expression, not an instantiation: there are
/// many times more launches than kernels.)
template <class Carrier, class Set, std::size_t First, std::size_t... I>
void run_in_order(std::byte* const* spaces, std::index_sequence<I...>) {
  const std::ptrdiff_t* offsets = binding_offsets<Carrier, Set>.items;
  constexpr const launch* launches = Carrier::value.launches.items + First;
  (kernels_of<Carrier, Set>::template code<launches[I].kernel>(spaces,
                                                               offsets + launches[I].first_binding),
   ...);
}

}  // namespace detail

/// Runs launch L of the plan.
template <class Carrier, class Set, std::size_t L>
TAPELESS_INLINE void run_launch(std::byte* const* spaces, const detail::iterations& now) {
  constexpr const launch& l = Carrier::value.launches[L];
  if constexpr (l.region < 0)
    detail::run_in_order<Carrier, Set, L>(spaces, std::index_sequence<0>{});
  else
    detail::kernels_of<Carrier, Set>::template code<l.kernel>(
        spaces, detail::moved_bindings<Carrier, Set, L>(now).offsets);
}

namespace detail {

/// The launches [First, Last) at a depth of regions: launches of that depth one by one, those of deeper regions in loops.
template <class Carrier, class Set, int First, int Last, int Depth>
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

  static void run(std::byte* const* spaces, iterations& now) {
    unroll<static_cast<std::size_t>(count)>([&](auto i) {
      constexpr part p = parts[i];
      if constexpr (p.region < 0) {
        run_launch<Carrier, Set, static_cast<std::size_t>(p.first)>(spaces, now);
      } else {
        constexpr region r = Carrier::value.regions[p.region];
        for (std::ptrdiff_t t = 0; t < r.length; ++t) {
          now.at[Depth] = r.reverse ? r.length - 1 - t : t;
          region_body<Carrier, Set, p.first, p.last, Depth + 1>::run(spaces, now);
        }
      }
    });
  }
};

}  // namespace detail

/// Runs a plan: all its launches in order, as straight code; those of regions in loops.
///
/// `Set`     the plans that share parameters, states and kernels with this one, and where these stand
template <class Carrier, class Set = as_planned<Carrier>>
void execute(std::byte* const* spaces) {
  constexpr std::size_t launches = Carrier::value.launches.size();
  if constexpr (Carrier::value.regions.size() == 0) {
    constexpr std::size_t chunk = 128;  // clang refuses a fold of more than 256 operands
    unroll<(launches + chunk - 1) / chunk>([spaces](auto c) {
      constexpr std::size_t first = c * chunk, rest = launches - first;
      detail::run_in_order<Carrier, Set, first>(
          spaces, std::make_index_sequence<(rest < chunk ? rest : chunk)>{});
    });
  } else {
    detail::iterations now;
    detail::region_body<Carrier, Set, 0, static_cast<int>(launches), 0>::run(spaces, now);
  }
}

}  // namespace tapeless::kernels
