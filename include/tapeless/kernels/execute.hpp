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
///
/// Before    the arena is aligned to 64 bytes; every offset is a multiple of 64
template <class Carrier, int K>
[[gnu::flatten]] void run_kernel(std::byte* arena, const std::int64_t* offsets) {
  if constexpr (Carrier::value.kernels[K].kind == kernel_kind::contract) contraction<Carrier, K>::run(arena, offsets);
  else nest<Carrier, K>::run(arena, offsets);
}

namespace detail {

template <class Carrier, int K>
[[gnu::noinline]] void run_shared_kernel(std::byte* arena, const std::int64_t* offsets) {
  run_kernel<Carrier, K>(arena, offsets);
}

/// Byte offsets of all bindings of all launches.
template <class Carrier>
inline constexpr auto binding_offsets = [] {
  fixed<std::int64_t, static_cast<std::size_t>(Carrier::value.bindings.size())> out{};
  for (int i = 0; i < out.size(); ++i)
    out[i] = Carrier::value.buffers[Carrier::value.bindings[i]].offset;
  return out;
}();

template <class Carrier>
constexpr int launches_of(int kernel) {
  int n = 0;
  for (const launch& l : Carrier::value.launches) n += l.kernel == kernel;
  return n;
}

}  // namespace detail

/// Runs launch L of the plan.
template <class Carrier, std::size_t L>
TAPELESS_INLINE void run_launch(std::byte* arena) {
  constexpr const launch& l = Carrier::value.launches[L];
  const std::int64_t* offsets = detail::binding_offsets<Carrier>.items + l.first_binding;
  if constexpr (detail::launches_of<Carrier>(l.kernel) > 1) detail::run_shared_kernel<Carrier, l.kernel>(arena, offsets);
  else run_kernel<Carrier, l.kernel>(arena, offsets);
}

/// Runs a plan: all its launches in order, as straight code.
template <class Carrier>
void execute(std::byte* arena) {
  unroll<static_cast<std::size_t>(Carrier::value.launches.size())>([arena](auto l) { run_launch<Carrier, l>(arena); });
}

}  // namespace tapeless::kernels
