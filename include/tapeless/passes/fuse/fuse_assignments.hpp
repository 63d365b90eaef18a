// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/fuse_deferred.hpp>

namespace tapeless::passes::detail {

/// Makes a value to assign that is a leaf, a number or a view a value of its own.
constexpr void make_assigned(fuse_walk& s, int id) {
  const int y = s.nodes[id].in[1];
  if (made_in(s, s.origins[y], s.now)) return;
  open_group(s, id, group_kind::map, s.nodes[id].shape);
  note_read(s, id, y, true);
}

/// Adds to slices of a leaf, or replaces them, when everybody has read it.
constexpr void add_late(fuse_walk& s, int id) {
  for (int k : {1, 2}) {
    settle(s, s.nodes[id].in[k]);
    note_read(s, id, s.nodes[id].in[k]);
    note_read_at_end(s, s.nodes[id].in[k]);
  }
  s.out.late_assignments.push_back(id);
}

/// Writes an assignment where the new value is made, if by then nobody else reads the old one; else it is `late`.
constexpr void place_assignment(fuse_walk& s, int id, list<int>& late) {
  const int target = s.nodes[id].in[0], o = s.origins[s.nodes[id].in[1]];
  const int slot = reader_slot(s, target);
  const membership made = s.members[o];
  if (!made_in(s, o, s.now)) {
    if (may_write_in(s, slot, s.members[id].group)) return;
    s.members[id].stored = true;  // computed now, copied at the end
    late.push_back(id);
    return;
  }
  s.places[id] = own_place(target, s.nodes[id].shape);
  const int k = made.group;
  s.members[id] = {.group = k, .level = made.level, .phase = made.phase};
  if (may_write_in(s, slot, k) && s.out.groups[k].kind != group_kind::copy &&
      !read_in_later_phase(s, target, k, made.phase))
    return;
  s.members[o].stored = true;
  s.members[id] = {};
  late.push_back(id);
}

/// All assignments of the step, behind its last node. Every read by an assignment is recorded first; only then can one
/// decide whether to write in place.
constexpr void fuse_assignments(fuse_walk& s) {
  const list<int>& assignments = s.state.assignments;
  for (int i : assignments) settle(s, s.nodes[i].in[1]);
  for (int i : s.state.additions) add_late(s, i);
  for (int i : assignments) make_assigned(s, i);
  for (int i : assignments) place_assignment(s, i, s.out.late_assignments);
}

}  // namespace tapeless::passes::detail
