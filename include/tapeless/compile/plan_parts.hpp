// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/plan.hpp>
#include <tapeless/passes/fuse/fuse_in_parts.hpp>
#include <tapeless/passes/schedule/place.hpp>
#include <tapeless/passes/schedule/schedule.hpp>

namespace tapeless::detail {

/// Work of `schedule` in one constant: about a third of what clang allows.
inline constexpr int work_of_part = 3000;
/// Number of nodes that `fuse` walks over in one constant: half of what clang allows. (g++ allows more; to leave off and go on
/// costs it time and memory.)
#if defined(__clang__)
inline constexpr int nodes_of_part = 1200;
#else
inline constexpr int nodes_of_part = 6000;
#endif

/// `fuse` of a large graph, in parts: how nodes are used, then so many nodes each.
template <class Graph, const ir::target& On, int Part>
struct fuse_part {
  static constexpr int first = (Part - 1) * nodes_of_part,
                       last = first + nodes_of_part < Graph::extent.nodes ? first + nodes_of_part
                                                                          : Graph::extent.nodes;
  static constexpr passes::detail::paused_fuse<Graph::extent> value =
      passes::go_on_fusing<Graph::extent>(Graph::value, On, fuse_part<Graph, On, Part - 1>::value,
                                          first, last);
};
template <class Graph, const ir::target& On>
struct fuse_part<Graph, On, 0> {
  static constexpr passes::detail::paused_fuse<Graph::extent> value =
      passes::start_fusing<Graph::extent>(Graph::value, On);
};

template <class Graph, const ir::target& On>
constexpr ir::grouping fused(ir::graph_view g) {
  if constexpr (Graph::extent.nodes <= nodes_of_part)
    return passes::fuse(g, On);
  else
    return passes::finish_fusing(
        g, On,
        fuse_part<Graph, On, (Graph::extent.nodes + nodes_of_part - 1) / nodes_of_part>::value);
}

/// A plan in a room that is large enough for it, to be cut to size; or only what room it needs.
template <ir::plan_extent Room>
struct draft_plan {
  ir::plan_extent extent{};
  ir::plan<Room> kept{};

  constexpr explicit draft_plan(const passes::launch_list& made,
                                const passes::placement& placed = {})
      : extent{made.kernels.size(),  made.launches.size(),  made.instructions.size(),
               made.accesses.size(), made.stores.size(),    made.bindings.size(),
               made.buffers.size(),  placed.results.size(), made.regions.size(),
               made.steps.size()} {
    if (extent.within(Room)) ir::copy_plan(made, placed, extent, kept);
  }
  constexpr explicit draft_plan(const auto& planned) : draft_plan(planned.list, planned.placed) {}
};

template <class Part, ir::plan_extent Extent>
constexpr ir::plan<Extent> cut_plan(const auto& kept) {
  if constexpr (Extent.within(Part::room))
    return ir::start_of<Extent>(kept, kept);
  else
    return ir::start_of<Extent>(Part::make(Part::graph(), Part::grouped()), passes::placement{});
}

/// Some of a program's launches, with buffers and kernels of their own. As large as a constant may become: compilers
/// limit how long they compute one.
template <class Program, int Part>
struct launch_part {
  static constexpr int first = passes::start_of_part(Program::groups, Part, work_of_part),
                       last = passes::start_of_part(Program::groups, Part + 1, work_of_part);

  static constexpr ir::graph_view graph() { return Program::final_graph::value; }
  static constexpr ir::grouping_view grouped() { return Program::groups; }
  static constexpr passes::launch_list make(ir::graph_view g, ir::grouping_view grouped) {
    return passes::schedule_part(g, grouped, Program::machine, first, last);
  }
  /// Room for any part: kernels, and what they are made of, repeat.
  static constexpr ir::plan_extent room = [] {
    constexpr int units = last - first, launches = units + 8;
    return ir::plan_extent{16 + launches,
                           launches,
                           256 + 8 * units,
                           256 + 8 * units,
                           64 + 4 * launches,
                           64 + 12 * launches,
                           64 + 12 * launches,
                           0,
                           0,
                           4 * launches};
  }();
  static constexpr draft_plan<room> draft{make(graph(), grouped())};
  static constexpr ir::plan_extent extent = draft.extent;
  static constexpr ir::plan<extent> value = cut_plan<launch_part, extent>(draft.kept);
};

}  // namespace tapeless::detail
