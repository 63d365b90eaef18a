// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/fuse_walk.hpp>
#include <tapeless/passes/look/regions.hpp>
#include <tapeless/passes/look/turns.hpp>

namespace tapeless::passes::detail {

constexpr int behind_views(const fuse_walk& s, int x) {
  while (facts_of(s.nodes[x].op).kind == op_kind::view) x = s.nodes[x].in[0];
  return x;
}

/// Counts the uses of every node, and marks those that their users read by address.
constexpr void mark_uses(fuse_walk& s) {
  usage* const usages = s.usages;
  for (int i = 0, size = s.g.size(); i < size; ++i) {
    const node& n = s.nodes[i];
    const op_facts& op = facts_of(n);
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      usage& used = usages[n.in[k]];
      ++used.uses;
      if (has_axis(op.addressed, k)) used.wants_memory = true;
    }
    s.origins[i] = i;
    if (op.writes == leaf_write::all) {
      s.state.assignments.push_back(i);
      usages[n.in[1]].asked_for = true;
    } else if (op.writes != leaf_write::none) {
      s.state.additions.push_back(i);
    }
    // (by name: one gives the same elements another shape, the other may do the work of two)
    if (is<reshape_op>(n) && same_squeezed(n.shape, s.nodes[n.in[0]].shape))
      s.origins[i] = s.origins[n.in[0]];
    if (is<pad_op>(n) && is<pad_op>(s.nodes[n.in[0]]))
      usages[n.in[0]].inside_pad =
          attributes_of<pad_op>(s.nodes[n.in[0]]).value == attributes_of<pad_op>(n).value;
  }
  for (int r : s.g.results) usages[r].wants_memory = usages[r].asked_for = true;
}

/// Marks the values that stand behind a view that is read by address.
constexpr void mark_kept(fuse_walk& s) {
  for (int i = 0, size = s.g.size(); i < size; ++i)
    if (s.usages[i].wants_memory) s.usages[behind_views(s, i)].kept = true;
}

/// Marks the tables that users of more elements read (tidy has put tables in front of their users).
constexpr void mark_stretched(fuse_walk& s) {
  const list<turn> turns = turns_of(s.g, list<char>(s.g.size(), char{1}));
  for (int i = 0, size = s.g.size(); i < size; ++i) {
    if (facts_of(s.nodes[i].op).kind != op_kind::elementwise) continue;
    const int* in = s.nodes[i].in;
    for (int k = 0; k < 3 && in[k] >= 0; ++k)
      if (turns[in[k]] == turn::tables && s.nodes[in[k]].shape.count() < s.nodes[i].shape.count())
        s.usages[behind_views(s, in[k])].stretched = true;
  }
}

/// The state before the first node.
constexpr fuse_state empty_state(graph_view g, int slots) {
  fuse_state s;
  s.region = regions_of(g);
  s.usages = list<usage>(g.size());
  s.out.nodes.resize(g.size());
  s.out.places.resize(g.size());
  s.out.origins.resize(g.size());
  s.last_reader = s.crossing_reader = list<int>(slots, -1);
  s.last_group = list<int>(g.regions.size(), -1);
  return s;
}

}  // namespace tapeless::passes::detail
