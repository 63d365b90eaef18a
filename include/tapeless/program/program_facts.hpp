// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/compile/pipeline.hpp>
#include <tapeless/ir/kernel_facts.hpp>
#include <tapeless/program/memory_map.hpp>

namespace tapeless {

/// Facts of a program that the compiler knows: constants, to print or to `static_assert` on.
template <class Pipeline>
struct program_facts {
  using pipeline_type = Pipeline;
  static constexpr ir::graph_view graph() { return Pipeline::final_graph::value; }

  /// Bytes of a space: `space_bytes(tl::space::scratch)`. Every buffer is rounded up to 64.
  static constexpr std::size_t space_bytes(space s) {
    return static_cast<std::size_t>(Pipeline::value.bytes[s]);
  }
  /// Bytes of all spaces.
  static constexpr std::size_t arena_bytes = static_cast<std::size_t>(Pipeline::value.bytes.sum());
  /// Puts spaces First to Last one behind the other.
  template <space First, space Last>
  static constexpr void lay_out(memory_map& map, std::byte* memory) {
    map[First] = memory;
    if constexpr (First != Last) {
      constexpr std::size_t bytes =
          space_bytes(First);  // (a constant of its own: the plan is not needed at run time)
      lay_out<static_cast<space>(static_cast<int>(First) + 1), Last>(map, memory + bytes);
    }
  }
  /// All spaces one behind the other in memory of arena_bytes bytes, aligned to 64.
  static constexpr memory_map map_in(std::byte* arena) {
    memory_map map;
    lay_out<space::parameters, space::scratch>(map, arena);
    return map;
  }
  /// True if a run changes a space that lasts: parameters, states or stream memory.
  static constexpr bool writes(space s) {
    for (const ir::node& n : Pipeline::final_graph::value.nodes)
      if (ir::writes_leaf(n)) {
        const ir::node& to = Pipeline::final_graph::value.nodes[n.in[0]];
        if (ir::space_of(Pipeline::final_graph::value.leaves[ir::leaf_of(to)]) == s) return true;
      }
    return false;
  }

  /// Numbers that training changes, and the bytes they take.
  static constexpr std::size_t parameter_count = [] {
    std::size_t n = 0;
    for (const ir::leaf& l : Pipeline::final_graph::value.leaves)
      if (l.kind == leaf_kind::parameter) n += static_cast<std::size_t>(l.shape.count());
    return n;
  }();
  static constexpr std::size_t parameter_bytes = [] {
    std::size_t n = 0;
    for (const ir::leaf& l : Pipeline::final_graph::value.leaves)
      if (l.kind == leaf_kind::parameter)
        n += static_cast<std::size_t>(l.shape.count() * bytes_of(l.type));
    return n;
  }();
  /// States: moments, running statistics.
  static constexpr std::size_t state_bytes = [] {
    std::size_t n = 0;
    for (const ir::leaf& l : Pipeline::final_graph::value.leaves)
      if (l.kind == leaf_kind::state)
        n += static_cast<std::size_t>(l.shape.count() * bytes_of(l.type));
    return n;
  }();
  /// Distinct kernels, and how often they run in one step.
  static constexpr int kernel_count = Pipeline::value.kernels.size();
  static constexpr int launch_count = Pipeline::value.launches.size();
  /// Arithmetic of one run (2 for a multiply-add, 1 for every other op on an element), and the bytes that its
  /// kernels read and write: what `explain` prints kernel by kernel.
  static constexpr long long flops = ir::work_of(Pipeline::value.view()).flops;
  static constexpr long long bytes_moved = ir::work_of(Pipeline::value.view()).bytes;
};

}  // namespace tapeless
