// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>
#include <tapeless/ir/target.hpp>
#include <tapeless/passes/schedule/group_members.hpp>
#include <tapeless/passes/schedule/kernel_writer.hpp>

namespace tapeless::passes::detail {

/// The instruction that makes a value, and when.
struct written_value {
  int first = -1;  ///< in the value's own phase
  int phase = -1;  ///< the last phase in which it was made (again), and there
  int last = -1;
};

/// The walk of `schedule` over groups: the launches so far, and the kernel under construction.
///
/// The functions that move it stand by topic: schedule_access (how a kernel reads and writes values), product_loops,
/// schedule_body (instructions); and one file for each kind of group: write_nest, write_contraction, write_copy.
/// schedule.hpp has a row for each of these.
struct schedule_walk {
  graph_view g;
  const ir::target& on;
  const node* nodes;
  const membership* members;
  const place_of_value* places;
  const int* origins;
  const group* groups;
  launch_list all;
  list<int> leaf_buffers, node_buffers;  ///< -1: none yet
  group_members in_group;
  list<written_value> written;  ///< per node

  // the kernel under construction
  kernel_writer w;
  fixed<int, max_loops> loop_size{};
  int loops = 0;
  axis_set folded = 0;
  int group_now = -1;  ///< -1 if it runs no group's members
  int phase = 0;
  bool late = false;  ///< it runs at the end of the step, whatever group its launch belongs to
  // what loops_of found last
  int found_level = -1;
  dims found_for{};
  int found_loops[max_rank] = {};

  constexpr schedule_walk(graph_view graph, grouping_view fused, const ir::target& machine)
      : g(graph),
        on(machine),
        nodes(graph.nodes.items),
        members(fused.nodes.items),
        places(fused.places.items),
        origins(fused.origins.items),
        groups(fused.groups.items),
        leaf_buffers(g.leaves.size(), -1),
        node_buffers(g.nodes.size(), -1),
        in_group(members_of_groups(graph, fused)),
        written(g.nodes.size()) {}
};

/// Starts a kernel over some loops, for the members of a group if there is one.
constexpr void begin_kernel(schedule_walk& s, kernel_kind kind, const dims& loops, axis_set folded,
                            element type, int group = -1) {
  s.w.begin(kind, type, loops);
  s.loops = loops.rank;
  s.folded = folded;
  for (int i = 0; i < loops.rank; ++i) s.loop_size.items[i] = loops.size[i];
  s.found_level = -1;
  s.group_now = group;
  s.phase = 0;
}

/// Ends the kernel under construction: a launch of a group.
constexpr void launch_kernel(schedule_walk& s, int group) {
  s.w.launch_in(s.all, group, s.late ? -1 : s.groups[group].region);
}

// ---- buffers ------------------------------------------------------------------------------------

constexpr int add_buffer(schedule_walk& s, int elements, element type, int node = -1,
                         int leaf = -1) {
  s.all.buffers.push_back({.bytes = std::int64_t{elements} * bytes_of(type),
                           .type = type,
                           .node = node,
                           .leaf = leaf,
                           .born = -1});
  return s.all.buffers.size() - 1;
}

constexpr int buffer_of_leaf(schedule_walk& s, int leaf) {
  int& b = s.leaf_buffers[leaf];
  if (b < 0) b = add_buffer(s, s.g.leaves[leaf].shape.count(), s.g.leaves[leaf].type, -1, leaf);
  return b;
}

/// The buffer of a node; `elements` if it does not hold all of it.
constexpr int buffer_of(schedule_walk& s, int id, int elements = 0) {
  const node& n = s.nodes[id];
  if (const int l = leaf_of(n); l >= 0) return buffer_of_leaf(s, l);
  if (is<final_op>(n)) return buffer_of(s, s.nodes[n.in[0]].in[0]);  // where the carry is
  int& b = s.node_buffers[id];
  if (b < 0) b = add_buffer(s, elements > 0 ? elements : n.shape.count(), n.type, id);
  return b;
}

constexpr bool in_memory(const schedule_walk& s, int base) {
  return leaf_of(s.nodes[base]) >= 0 || s.members[base].group >= 0;
}

}  // namespace tapeless::passes::detail
