// SPDX-License-Identifier: BSL-1.0
//
// How a measured program talks to run.py. Both wait for each other on stdin and stdout, so that any
// number of programs can stay loaded and be measured in turn: A B C, A B C, ...
//
//   program → runner   ready TEXT                      TEXT says what is measured, in a few words
//   runner → program   run WARM STEPS                  reset, WARM steps, then STEPS timed ones
//   program → runner   ran STEPS PROCESSOR WALL LOSS   microseconds per step on the processor and on
//                                                      the wall, loss in the last step
//   runner → program   trace STEPS                     reset, then STEPS steps, not timed
//   program → runner   trace LOSS LOSS ...             the loss in each: peers must agree on these
//   runner → program   quit                            so does the end of the input
//
// A block begins with a reset so that every block does the same work, and its last loss says so.

#ifndef TAPELESS_BENCHMARKS_LINE_PROTOCOL_HPP
#define TAPELESS_BENCHMARKS_LINE_PROTOCOL_HPP

#include <chrono>
#include <concepts>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <sstream>
#include <string>

namespace line_protocol {

/// What can be measured: it goes back to its start, and it takes one step and gives that step's loss.
template <class T>
concept steppable = requires(T& peer) {
  peer.reset();
  { peer.step() } -> std::convertible_to<double>;
};

/// Answers the runner until it says quit. Returns the exit status of the program.
template <steppable Peer>
int serve(Peer& peer, const std::string& text) {
  using clock = std::chrono::steady_clock;
  std::printf("ready %s\n", text.c_str());
  std::fflush(stdout);

  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words{line};
    std::string verb;
    long warm = 0, steps = 0;
    words >> verb;

    if (verb == "run" && words >> warm >> steps && steps > 0) {
      double loss = 0;
      peer.reset();
      for (long i = 0; i < warm; ++i) loss = peer.step();
      const auto begin = clock::now();
      const std::clock_t processor_begin = std::clock();
      for (long i = 0; i < steps; ++i) loss = peer.step();
      const auto processor = static_cast<double>(std::clock() - processor_begin);
      const std::chrono::duration<double, std::micro> wall = clock::now() - begin;
      const double count = static_cast<double>(steps);
      std::printf("ran %ld %.4f %.4f %.9g\n", steps, processor * 1e6 / CLOCKS_PER_SEC / count,
                  wall.count() / count, loss);
    } else if (verb == "trace" && words >> steps) {
      std::printf("trace");
      peer.reset();
      for (long i = 0; i < steps; ++i) std::printf(" %.9g", static_cast<double>(peer.step()));
      std::printf("\n");
    } else if (verb == "quit") {
      break;
    } else {
      std::printf("error cannot read \"%s\"\n", line.c_str());
    }
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace line_protocol

#endif
