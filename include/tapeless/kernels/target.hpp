// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/target.hpp>
#include <tapeless/kernels/lanes.hpp>

namespace tapeless {

template <class Program, bool ForThisMachine>
struct program_requires_a_plan_for_this_machine {
  static_assert(
      ForThisMachine,
      "program<P>: a program must be planned for registers like those it is compiled for; "
      "print the plan for another machine with explain [E152]");
};

}  // namespace tapeless

namespace tapeless::kernels {

static_assert(ir::host.lanes(element::float32) == native_width<float> &&
                  ir::host.lanes(element::float64) == native_width<double> &&
                  ir::host.registers == register_count,
              "ir::host must say of the registers what the lane library says");

/// The target that the plan of `Carrier` is for: the host, where it says nothing.
template <class Carrier>
constexpr const ir::target& target_of() {
  if constexpr (requires { Carrier::machine; })
    return Carrier::machine;
  else
    return ir::host;
}

/// True if kernels that are compiled here can run a plan for a target: its loops and panels are for registers like ours.
constexpr bool runs_here(const ir::target& on) {
  return on.register_bytes == ir::host.register_bytes && on.registers == ir::host.registers &&
         on.alignment >= ir::host.register_bytes;
}

}  // namespace tapeless::kernels
