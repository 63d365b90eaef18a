// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/passes/fuse/fuse_products.hpp>
#include <tapeless/passes/fuse/fuse_reductions.hpp>
#include <tapeless/passes/fuse/fuse_regions.hpp>
#include <tapeless/passes/fuse/fuse_uses.hpp>
#include <tapeless/passes/fuse/fuse_views.hpp>

namespace tapeless::passes {

namespace detail {

/// The rule of every kind of op: which group a node joins, or opens.
constexpr void fuse_node(fuse_walk& s, int id) {
  switch (facts_of(s.nodes[id].op).kind) {
    case op_kind::source: return fuse_source(s, id);
    case op_kind::view: return fuse_view(s, id);
    case op_kind::contraction: return fuse_contraction(s, id);
    case op_kind::movement: return fuse_movement(s, id);
    case op_kind::reduction: return fuse_reduction(s, id);
    case op_kind::elementwise: return fuse_elementwise(s, id);
    case op_kind::loop: return fuse_loop(s, id);
    case op_kind::effect: return;  // behind the last node: fuse_assignments
  }
}

/// The state in which the walk begins.
constexpr fuse_state begin_fusing(graph_view g, const ir::target& on) {
  fuse_walk s(g, on,
              empty_state(g, reader_slots({g.size(), g.leaves.size(), 0, g.regions.size(), 0})));
  mark_uses(s);
  mark_kept(s);
  mark_stretched(s);
  return std::move(s.state);
}

/// Puts each node into the latest group that made one of its operands, if it fits there, else into a new one. So groups
/// need no sorting: operands never come from a later group.
constexpr void fuse_nodes(fuse_walk& s, int first, int last) {
  for (int i = first; i < last; ++i) {
    go_to_region(s, s.region[i]);
    fuse_node(s, i);
  }
}

constexpr grouping end_fusing(fuse_walk& s) {
  go_to_region(s, -1);
  fuse_assignments(s);
  for (int r : s.g.results) note_store(s, r);
  return std::move(s.out);
}

}  // namespace detail

/// Puts nodes into groups that run as one loop nest each, on a target.
///
/// Before   tidy(graph); verify_graph is empty; no gradient nodes
/// After    every computed node is in one group; groups are in an order in which they can run
/// Cost     O(nodes)
/// Rule     a value used in its own group only stays in a register
constexpr grouping fuse(graph_view g, const ir::target& on) {
  detail::fuse_walk walk(g, on, detail::begin_fusing(g, on));
  detail::fuse_nodes(walk, 0, g.size());
  return detail::end_fusing(walk);
}

}  // namespace tapeless::passes
