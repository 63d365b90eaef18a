// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tapeless::data {

/// Random bits for ordering rows: the same on every compiler, library and machine (which the
/// distributions and std::shuffle of the standard library are not).
///
/// Source    splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014
class splitmix {
 public:
  constexpr explicit splitmix(std::uint64_t seed) : state_(seed) {}

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

  /// A bijection of 64 bits in which every input bit moves every output bit.
  static constexpr std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

/// Fills `order` with 0, 1, 2, ... in the order that belongs to (seed, epoch): Fisher-Yates on a
/// stream of its own, so any epoch can be made without making those before it.
constexpr void shuffled_order(std::span<std::uint32_t> order, std::uint64_t seed,
                              std::uint64_t epoch = 0) {
  splitmix random(splitmix::mixed(splitmix::mixed(seed) + epoch));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
  for (std::size_t left = order.size(); left > 1; --left) {
    const std::size_t chosen = random.below(static_cast<std::uint32_t>(left));
    const std::uint32_t kept = order[left - 1];
    order[left - 1] = order[chosen];
    order[chosen] = kept;
  }
}

}  // namespace tapeless::data
