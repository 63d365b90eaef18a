// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/ir/space.hpp>

namespace tapeless {

using ir::space;

/// Addresses of the spaces of a program: each a multiple of 64, or null for a space of no bytes. Spaces may lie
/// anywhere and be shared: parameters in flash or in another program's memory, the scratch of voices that one thread runs.
///
///     tl::memory_map map;
///     map[tl::space::parameters] = weights;
struct memory_map {
  std::byte* at[ir::space_count]{};

  constexpr std::byte* operator[](space s) const { return at[static_cast<int>(s)]; }
  constexpr std::byte*& operator[](space s) { return at[static_cast<int>(s)]; }
};

}  // namespace tapeless
