// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/fuse_walk.hpp>

namespace tapeless::passes::detail {

// Who reads a leaf or a carry when: an assignment may write it where the new value is made only if nobody reads the old
// one afterwards.

/// The number of slots in which readers are counted: one a leaf, one a node that may be a carry.
constexpr int reader_slots(const graph_extent& g) {
  return g.leaves + (g.regions == 0 ? 0 : g.nodes);
}

/// The slot in which the readers of a leaf or carry, given as its node, are counted; -1 for other nodes.
constexpr int reader_slot(const fuse_walk& s, int id) {
  if (const int l = leaf_of(s.nodes[id]); l >= 0) return l;
  return is<carry_op>(s.nodes[id]) ? s.g.leaves.size() + id : -1;
}

/// Notes that x goes to memory.
constexpr void note_store(fuse_walk& s, int x) {
  const int base = s.places[x].base;
  if (base >= 0 && s.members[base].group >= 0) s.members[base].stored = true;
}

/// Notes that `reader` reads x from memory; `aligned`: at the indices at which it writes.
constexpr void note_read(fuse_walk& s, int reader, int x, bool aligned = false) {
  if (x < 0) return;
  const int base = s.places[x].base;
  if (base < 0) return;
  if (s.members[base].group >= 0) s.members[base].stored = true;
  const int slot = reader_slot(s, base);
  if (slot < 0) return;
  const int group = s.members[reader].group;
  if (group > s.state.last_reader[slot]) s.state.last_reader[slot] = group;
  const bool same = aligned && !facts_of(s.nodes[reader]).picks_elements && s.origins[x] == base;
  if (!same && group > s.state.crossing_reader[slot]) s.state.crossing_reader[slot] = group;
}

/// Notes that x is read behind all groups: if it is a leaf, no group may write it.
constexpr void note_read_at_end(fuse_walk& s, int x) {
  const int slot = s.places[x].base < 0 ? -1 : reader_slot(s, s.places[x].base);
  if (slot >= 0) s.state.last_reader[slot] = static_cast<int>(1u << 30);
}

/// Whether what is counted at a slot can be written in group k: every reader has run, or reads the element that is written.
constexpr bool may_write_in(const fuse_walk& s, int slot, int k) {
  return s.state.last_reader[slot] <= k && s.state.crossing_reader[slot] < k;
}

/// Whether group k reads a leaf or carry (given as its node) after a phase: elements may be computed again there.
constexpr bool read_in_later_phase(const fuse_walk& s, int leaf, int k, int phase) {
  if (s.out.groups[k].phases == phase + 1) return false;
  for (int v = 0; v < s.g.size(); ++v) {
    const membership& m = s.members[v];
    if (m.group != k || (m.phase <= phase && m.level == 1)) continue;
    for (int x : s.nodes[v].in)
      if (x >= 0 && s.places[x].base == leaf) return true;
  }
  return false;
}

}  // namespace tapeless::passes::detail
