// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/fuse_assignments.hpp>

namespace tapeless::passes::detail {

/// Whether a node runs in a region, or in one within.
constexpr bool runs_within(const fuse_walk& s, int id, int r) {
  const bool stacks = is<stack_op>(s.nodes[id]);
  return is_within(s.g.regions, stacks ? region_named(s.nodes[id]) : s.region[id], r);
}

/// Enters a region: what it reads exists before it; its carries begin.
constexpr void enter_region(fuse_walk& s, int r) {
  for (int i = 0, size = s.g.size(); i < size; ++i) {
    if (!runs_within(s, i, r)) continue;
    for (int x : s.nodes[i].in)
      if (x >= 0 && !runs_within(s, x, r)) settle(s, x);
  }
  for (int i = 0, size = s.g.size(); i < size; ++i) {
    if (!is<carry_op>(s.nodes[i]) || region_named(s.nodes[i]) != r) continue;
    open_group(s, i, group_kind::map, s.nodes[i].shape);
    s.members[i].stored = true;
    note_read(s, i, s.nodes[i].in[0]);
  }
  s.now = r;
}

/// A slice of a stack: stored where it is made, or copied there.
constexpr void fuse_stack(fuse_walk& s, int id) {
  const int x = s.nodes[id].in[0], o = s.origins[x];
  if (made_in(s, o, s.now) && s.out.groups[s.members[o].group].kind != group_kind::copy) {
    s.members[id] = s.members[o];
    s.places[id] = own_place(id, s.nodes[id].shape);
  } else {
    open_group(s, id, group_kind::map, s.nodes[x].shape);
    note_read(s, id, x);
  }
  s.members[id].stored = true;
}

/// Leaves the region: what comes out of it is stored where it is made; its carries advance.
constexpr void leave_region(fuse_walk& s) {
  list<int> stacks, advances, late;
  for (int i = 0, size = s.g.size(); i < size; ++i) {
    const node& n = s.nodes[i];
    if (is<stack_op>(n) && region_named(n) == s.now) stacks.push_back(i);
    if (is<advance_op>(n) && region_named(n) == s.now) advances.push_back(i);
  }
  for (int i : stacks) settle(s, s.nodes[i].in[0]);
  for (int i : advances) settle(s, s.nodes[i].in[1]);
  for (int i : advances) make_assigned(s, i);
  for (int i : stacks) fuse_stack(s, i);
  for (int i : advances) place_assignment(s, i, late);
  for (int i : late) {
    group made;
    made.kind = group_kind::copy;
    made.root = i;
    made.region = s.now;
    s.out.groups.push_back(made);
  }
  s.state.last_group[s.now] = s.out.groups.size() - 1;
  s.now = s.g.regions[s.now].parent;
}

/// Leaves and enters regions until the walk is in region r.
constexpr void go_to_region(fuse_walk& s, int r) {
  while (!is_within(s.g.regions, r, s.now)) leave_region(s);
  if (r != s.now) {
    go_to_region(s, s.g.regions[r].parent);
    enter_region(s, r);
  }
}

/// A node of a loop: what its region gives last is in memory; `leave_region` sees to the others.
constexpr void fuse_loop(fuse_walk& s, int id) {
  const node& n = s.nodes[id];
  if (!is<final_op>(n)) return;
  s.places[id] = own_place(id, n.shape);
  s.members[id].group = s.state.last_group[region_named(n)];
  s.members[id].stored = true;
}

}  // namespace tapeless::passes::detail
