// SPDX-License-Identifier: BSL-1.0
//
// Training on a microcontroller: the network of examples/xor learns in a static object.
//
// prints: converged
// qemu: -icount shift=6

#include "../../examples/xor/xor.hpp"

#include "instruction_count.hpp"
#include "semihosting.hpp"

using namespace exclusive_or;
using semihosting::print_line;

static tl::program<step> learner{1};

int main() {
  static_assert(sizeof learner < 2048);
  print_line("known while compiling: ", learner.parameter_count, " parameters, arena of ",
             learner.arena_bytes, " bytes, ", learner.kernel_count, " kernels, ", learner.flops,
             " flop per step");
  const int steps = train(learner);
  print_line(instruction_count::of([] { learner.run(); }), " instructions per step");
  print_line(steps > 0 ? "converged" : "did not get there", " after ", steps, " steps, loss ",
             learner.result()[0]);
  return steps > 0 ? 0 : 1;
}
