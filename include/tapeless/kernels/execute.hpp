// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/config.hpp>
#include <tapeless/core/unroll.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/kernels/contract.hpp>
#include <tapeless/kernels/nest.hpp>

namespace tapeless::kernels {

/// Runs kernel K of the plan `Carrier::value`: `offsets[b]` is where in the arena binding b is, in bytes.
/// A function of its own, so that all launches of a kernel, in all programs that share it, are one code.
///
/// Before    the arena is aligned to 64 bytes; every offset is a multiple of 64
template <class Carrier, int K>
[[gnu::noinline]] void run_kernel(std::byte* arena, const std::int64_t* offsets) {
  if constexpr (Carrier::value.kernels[K].kind == kernel_kind::contract)
    contraction<Carrier, K>::run(arena, offsets);
  else
    nest<Carrier, K>::run(arena, offsets);
}

namespace detail {

/// Byte offsets of all bindings of all launches.
template <class Carrier>
inline constexpr auto binding_offsets = [] {
  fixed<std::int64_t, static_cast<std::size_t>(Carrier::value.bindings.size())> out{};
  for (int i = 0; i < out.size(); ++i)
    out[i] = Carrier::value.buffers[Carrier::value.bindings[i]].offset;
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

}  // namespace detail

/// Runs launch L of the plan.
template <class Carrier, std::size_t L>
TAPELESS_INLINE void run_launch(std::byte* arena) {
  constexpr const launch& l = Carrier::value.launches[L];
  const std::int64_t* offsets = detail::binding_offsets<Carrier>.items + l.first_binding;
  if constexpr (constexpr int twin = detail::twin_of<Carrier, l.kernel>(); twin >= 0)
    run_kernel<typename Carrier::shared_program, twin>(arena, offsets);
  else
    run_kernel<Carrier, l.kernel>(arena, offsets);
}

/// Runs a plan: all its launches in order, as straight code.
template <class Carrier>
void execute(std::byte* arena) {
  unroll<static_cast<std::size_t>(Carrier::value.launches.size())>(
      [arena](auto l) { run_launch<Carrier, l>(arena); });
}

}  // namespace tapeless::kernels
