// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <tapeless/core/splitmix.hpp>

namespace tapeless::data {

/// Fills `order` with 0, 1, 2, ... in the order that belongs to (seed, epoch): Fisher-Yates on a
/// stream of its own, so any epoch can be made without making those before it.
constexpr void shuffled_order(std::span<std::uint32_t> order, std::uint64_t seed,
                              std::uint64_t epoch = 0) {
  core::splitmix random(core::splitmix::mixed(core::splitmix::mixed(seed) + epoch));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
  for (std::size_t left = order.size(); left > 1; --left) {
    const std::size_t chosen = random.below(static_cast<std::uint32_t>(left));
    const std::uint32_t kept = order[left - 1];
    order[left - 1] = order[chosen];
    order[chosen] = kept;
  }
}

}  // namespace tapeless::data
