// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/config.hpp>
#include <tapeless/ir/space.hpp>

namespace tapeless::kernels {

// Most bindings of a kernel lie in one space in all of its launches: the kernel knows the space, the launch gives an offset.
// A binding that lies here in one space and there in another has the space in the upper three bits of its offset.

inline constexpr int offset_bits = 8 * static_cast<int>(sizeof(std::ptrdiff_t)) - 3;

/// An offset that says in which space it counts.
constexpr std::ptrdiff_t offset_in(ir::space s, std::ptrdiff_t offset) {
  return static_cast<std::ptrdiff_t>(static_cast<std::size_t>(s) << offset_bits) + offset;
}
/// The address that such an offset means.
TAPELESS_INLINE std::byte* address(std::byte* const* spaces, std::ptrdiff_t offset) {
  const auto bits = static_cast<std::size_t>(offset);
  return spaces[bits >> offset_bits] + (bits & ((std::size_t{1} << offset_bits) - 1));
}

}  // namespace tapeless::kernels
