// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/fusion.hpp>

namespace tapeless::passes::detail {

/// Who reads a leaf or a carry when: an assignment may write it where the new value is made only if nobody reads the old
/// one afterwards.
class leaf_readers : public fusion {
 protected:
  using fusion::fusion;

  /// Where the readers of a leaf or carry, given as its node, are counted; -1 for other nodes.
  constexpr int slot_of(int id) const {
    if (node_[id].op == code_of<leaf_op>) return node_[id].attr.first;
    return node_[id].op == code_of<carry_op> ? g.leaves.size() + id : -1;
  }

  constexpr void store(int id) {
    const int base = place_[id].base;
    if (base >= 0 && member_[base].group >= 0) member_[base].stored = true;
  }

  /// Notes that `reader` reads x from memory; `aligned`: at the indices at which it writes.
  constexpr void read(int reader, int x, bool aligned = false) {
    if (x < 0) return;
    const int base = place_[x].base;
    if (base < 0) return;
    if (member_[base].group >= 0) member_[base].stored = true;
    const int leaf = slot_of(base);
    if (leaf < 0) return;
    const int group = member_[reader].group;
    if (group > state_.last_reader[leaf]) state_.last_reader[leaf] = group;
    const bool same = aligned && node_[reader].op != code_of<gather_op> && origin_[x] == base;
    if (!same && group > state_.crossing_reader[leaf]) state_.crossing_reader[leaf] = group;
  }

  /// Notes that x is read behind all groups: if it is a leaf, no group may write it.
  constexpr void read_to_the_end(int x) {
    const int leaf = place_[x].base < 0 ? -1 : slot_of(place_[x].base);
    if (leaf >= 0) state_.last_reader[leaf] = static_cast<int>(1u << 30);
  }

  /// Whether what is counted at a slot can be written in group k: every reader has run, or reads the element that is written.
  constexpr bool may_write_in(int leaf, int k) const {
    return state_.last_reader[leaf] <= k && state_.crossing_reader[leaf] < k;
  }

  /// Whether group k reads a leaf or carry (given as its node) after a phase: elements may be computed again there.
  constexpr bool read_in_later_phase(int leaf, int k, int phase) const {
    if (out.groups[k].phases == phase + 1) return false;
    for (int v = 0; v < g.size(); ++v) {
      const membership& m = member_[v];
      if (m.group != k || (m.phase <= phase && m.level == 1)) continue;
      for (int x : node_[v].in)
        if (x >= 0 && place_[x].base == leaf) return true;
    }
    return false;
  }
};

}  // namespace tapeless::passes::detail
