// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <tapeless/core/c_library.hpp>

namespace tapeless::core {

/// Random numbers for first values and for the order of rows: the same on every compiler, library and machine, which the
/// distributions and std::shuffle of the standard library are not.
///
/// Source    splitmix64 [steele14] in docs/references.md
class splitmix {
 public:
  constexpr explicit splitmix(std::uint64_t seed) : state_(seed) {}

  /// 64 random bits.
  constexpr std::uint64_t operator()() { return mixed(state_ += 0x9e3779b97f4a7c15u); }

  /// A number in [0, bound), every one equally likely; bound > 0.
  ///
  /// Source    Lemire, "Fast random integer generation in an interval", 2019
  constexpr std::uint32_t below(std::uint32_t bound) {
    std::uint64_t product = ((*this)() >> 32) * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
      const std::uint32_t rejected = (0u - bound) % bound;
      while (static_cast<std::uint32_t>(product) < rejected) product = ((*this)() >> 32) * bound;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }
  /// In [0, 1), 53 bits.
  constexpr double uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }
  /// Standard normal, by Marsaglia's polar method.
  double normal() {
    for (;;) {
      const double u = 2 * uniform() - 1, v = 2 * uniform() - 1, s = u * u + v * v;
      if (s > 0 && s < 1) return u * c_library::sqrt(-2 * c_library::log(s) / s);
    }
  }

  /// A bijection of 64 bits in which every input bit moves every output bit.
  static constexpr std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

}  // namespace tapeless::core
