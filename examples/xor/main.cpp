// SPDX-License-Identifier: BSL-1.0
// Learns exclusive or in a static object, with no allocation at all: tests/microcontroller/xor.cpp is the same program
// on a Cortex-M4.
#include <cstdio>

#include "xor.hpp"

using namespace exclusive_or;

static tl::program<step> learner{1};

int main() {
  std::printf(
      "known while compiling: %zu parameters, arena of %zu bytes, %d kernels, %lld flop per step\n",
      learner.parameter_count, learner.arena_bytes, learner.kernel_count, learner.flops);
  const int steps = train(learner);
  for (std::size_t i = 0; i < 4; ++i)
    std::printf("%2g xor %2g: %s\n", static_cast<double>(learner[pairs][2 * i]),
                static_cast<double>(learner[pairs][2 * i + 1]),
                learner.result<1>()[i] > 0 ? "true" : "false");
  std::printf(
      steps > 0 ? "converged after %d steps, loss %.4f\n" : "did not converge (%d), loss %.4f\n",
      steps, static_cast<double>(learner.result()[0]));
  return steps > 0 ? 0 : 1;
}
