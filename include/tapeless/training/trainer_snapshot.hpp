// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <tapeless/data/error.hpp>
#include <tapeless/program/memory_map.hpp>

namespace tapeless {

/// All that training changes: what a trainer can be brought back to.
struct trainer_snapshot {
  std::vector<std::byte> parameters, states;
  std::uint64_t seed = 0;
  std::int64_t steps = 0;
  std::uint64_t epochs = 0;
};

namespace detail {

std::vector<std::byte> kept_space(const auto& model, space s) {
  const auto bytes = model.bytes(s);
  return {bytes.begin(), bytes.end()};
}
/// Errors    tapeless::error for another number of bytes than the model has
void restore_space(auto& model, space s, const std::vector<std::byte>& kept) {
  const auto to = model.bytes(s);
  if (kept.size() != to.size())
    error::raise("restore", "", {"expected ", to.size(), " bytes, got ", kept.size()});
  if (!kept.empty()) std::memcpy(to.data(), kept.data(), kept.size());
}

}  // namespace detail

}  // namespace tapeless
