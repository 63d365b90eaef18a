// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ctime>

#ifndef CLOCK_MONOTONIC
#include <chrono>  // costs 0.2 s of compile time, so only where there is no other steady clock
#endif

namespace tapeless {

/// Seconds since it was made or restarted, by a clock that never goes back.
class stopwatch {
 public:
  double seconds() const { return now() - start_; }
  void restart() { start_ = now(); }

 private:
  static double now() {
#ifdef CLOCK_MONOTONIC
    std::timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
#else
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
#endif
  }

  double start_ = now();
};

}  // namespace tapeless
