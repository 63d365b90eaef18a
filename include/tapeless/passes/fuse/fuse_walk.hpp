// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>
#include <tapeless/ir/target.hpp>

namespace tapeless::passes::detail {

/// How a node is used, as far as `fuse` must know.
struct usage {
  int uses = 0;
  bool wants_memory = false;  ///< read by address: operands of products, results, …
  bool kept = false;          ///< in memory whatever is decided: stands behind a wanted value
  bool asked_for = false;     ///< a result, or assigned to a leaf
  bool stretched = false;     ///< a table, which users of more elements read: made before them
  /// padded with a value, to be padded further with the same: one movement does both
  bool inside_pad = false;
  bool deferred = false;  ///< cheap to make from memory: runs where it is used
  int waits_behind = -1;  ///< while deferred: the last group that makes what it is made of
};

/// The decisions of the walk so far, and what it counts for the next. The part that outlives an interruption
/// (passes/fuse/fuse_in_parts.hpp).
struct fuse_state {
  grouping out;
  list<usage> usages;
  list<int> assignments, additions;
  list<int> region;           ///< per node
  list<int> last_reader;      ///< per slot (reader_slot): the last group that reads it
  list<int> crossing_reader;  ///< … at other indices than it would write
  list<int> last_group;       ///< per region
  int now = -1;               ///< the region that the walk is in
};

/// The walk of `fuse` over a graph: its state, and raw pointers into the state's lists, as each access through a list
/// costs a call of the constant evaluation.
///
/// The functions that move it stand by topic: fuse_uses (how nodes are used), fuse_readers (who reads a leaf when),
/// group_fit (what fits into a group), fuse_deferred (values that run where they are used), fuse_views, fuse_products,
/// fuse_reductions, fuse_assignments, fuse_regions; fuse.hpp has one row for each kind of op.
struct fuse_walk {
  graph_view g;
  const ir::target& on;
  fuse_state state;
  grouping& out;
  int& now;
  const node* nodes = nullptr;
  const int* region = nullptr;
  membership* members = nullptr;
  place_of_value* places = nullptr;
  int* origins = nullptr;
  usage* usages = nullptr;

  constexpr fuse_walk(graph_view graph, const ir::target& machine, fuse_state begun)
      : g(graph),
        on(machine),
        state(std::move(begun)),
        out(state.out),
        now(state.now),
        nodes(g.nodes.items),
        region(state.region.begin()),
        members(out.nodes.begin()),
        places(out.places.begin()),
        origins(out.origins.begin()),
        usages(state.usages.begin()) {}
  fuse_walk(const fuse_walk&) = delete;
};

/// Whether x is a reshape that only adds or drops axes of size 1: the same elements as its operand.
constexpr bool is_squeeze(const fuse_walk& s, int x) { return s.origins[x] != x; }

/// The type that a node is computed in: integers travel as floats.
constexpr element computed_in(const fuse_walk& s, int id) {
  const node& n = s.nodes[id];
  // the store rounds
  const bool narrows = is<convert_op>(n) && promote(n.type, s.nodes[n.in[0]].type) != n.type;
  if (narrows || (is_integer(n.type) && n.in[0] >= 0 && !facts_of(n).picks_elements))
    return computed_in(s, n.in[0]);
  return computes_in(n.type);
}

/// Whether a value is computed in a group of a region, so that it can be stored from there.
constexpr bool made_in(const fuse_walk& s, int o, int region) {
  const int k = s.members[o].group;
  return k >= 0 && s.out.groups[k].region == region &&
         facts_of(s.nodes[o].op).kind != op_kind::loop;
}

/// The last group that makes an operand of v, or what a deferred operand is made of; or -1.
constexpr int latest_group(const fuse_walk& s, int v) {
  int latest = -1;
  const int* in = s.nodes[v].in;
  for (int i = 0; i < 3 && in[i] >= 0; ++i) {
    const int base = s.places[in[i]].base;
    if (base < 0) continue;
    const int made = s.usages[base].deferred ? s.usages[base].waits_behind : s.members[base].group;
    if (made > latest) latest = made;
  }
  return latest;
}

}  // namespace tapeless::passes::detail
