// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <tapeless/core/list.hpp>
#include <tapeless/ir/graph.hpp>

namespace tapeless::ir {

/// Memory in which buffers lie. Offsets count from the start of a space; whoever runs a program says where each space is.
enum class space {
  parameters,  ///< changed by training; read-only for every program that does not assign to them
  states,      ///< kept by steps beside them: an optimiser's moments, running statistics
  stream,      ///< memory of earlier frames: one per voice
  io,          ///< inputs, targets, options and results: one per instance
  scratch      ///< values made and used within one run
};
inline constexpr int space_count = 5;
inline constexpr space all_spaces[]{space::parameters, space::states, space::stream, space::io,
                                    space::scratch};

constexpr std::string_view name_of(space s) {
  constexpr std::string_view names[]{"parameters", "states", "stream", "io", "scratch"};
  return names[static_cast<int>(s)];
}

/// Bytes of every space.
struct space_sizes {
  std::int64_t of[space_count]{};

  constexpr std::int64_t operator[](space s) const { return of[static_cast<int>(s)]; }
  constexpr std::int64_t& operator[](space s) { return of[static_cast<int>(s)]; }
  constexpr std::int64_t sum() const { return of[0] + of[1] + of[2] + of[3] + of[4]; }
};

/// The space of a leaf.
constexpr space space_of(const leaf& l) {
  if (l.kind == leaf_kind::parameter) return space::parameters;
  if (l.kind != leaf_kind::state) return space::io;
  return l.remembered ? space::stream : space::states;
}

}  // namespace tapeless::ir
