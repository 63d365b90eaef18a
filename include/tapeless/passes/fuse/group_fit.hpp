// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/fuse_readers.hpp>
#include <tapeless/passes/look/views.hpp>

namespace tapeless::passes::detail {

/// Opens a group that begins with a node.
constexpr int open_group(fuse_walk& s, int id, group_kind kind, const dims& shape) {
  group made;
  made.kind = kind;
  made.shape = squeezed(shape);
  made.root = id;
  made.region = s.now;
  made.members = 1;
  made.type = computed_in(s, id);
  s.out.groups.push_back(made);
  s.places[id] = own_place(id, s.nodes[id].shape);
  return s.members[id].group = s.out.groups.size() - 1;
}

/// The level at which a value of a shape would run in a group; -1 for none.
constexpr int level_in(const dims& d, const group& gr) {
  if (d == gr.shape) return 0;
  const dims s = squeezed(d);
  if (s == gr.shape) return 0;
  return gr.kind == group_kind::fold && s == gr.kept_shape() ? 1 : -1;
}

/// Whether operand x of v is, element for element, a value of group k that v can use in a register.
constexpr bool is_local(const fuse_walk& s, int v, int x, int k, int level) {
  const membership& o = s.members[s.origins[x]];
  if (o.group != k) return false;
  const dims &dv = s.nodes[v].shape, &dx = s.nodes[x].shape;
  if (o.level == level) return same_squeezed(dx, dv) || facts_of(s.nodes[v]).picks_elements;
  if (level == 1) return false;
  // a folded value in an element's expression: it must vary along the kept axes exactly
  const axis_set folded = s.out.groups[k].folded;
  int axis = 0;
  const int shift = dv.rank - dx.rank;
  for (int i = 0; i < dv.rank; ++i) {
    if (dv.size[i] == 1) continue;
    const bool varies = i >= shift && dx.size[i - shift] != 1;
    if (varies == has_axis(folded, axis++)) return false;
  }
  return true;
}

/// Whether v can run in group k at a level; all its operands are local there or finished before.
constexpr bool fits(const fuse_walk& s, int v, int k, int level, bool pulled = false) {
  const group& gr = s.out.groups[k];
  const node& n = s.nodes[v];
  if (gr.kind == group_kind::copy || gr.members >= s.on.loop_instructions ||
      gr.type != computed_in(s, v) || gr.region != s.now)
    return false;
  bool any_local = false;
  for (int i = 0; i < 3 && n.in[i] >= 0; ++i) {
    const int x = n.in[i], base = s.places[x].base;
    if (!facts_of(n).picks_elements && is_local(s, v, x, k, level))
      any_local = true;
    else if (base >= 0 && s.members[base].group >= k)
      return false;
  }
  return any_local || pulled || (k == 0 && gr.shape.rank == 0 && n.shape.count() == 1);
}

/// Puts v into group k, where it fits.
constexpr void join_group(fuse_walk& s, int v, int k, int level) {
  group& gr = s.out.groups[k];
  ++gr.members;
  const node& n = s.nodes[v];
  membership& m = s.members[v];
  m.group = k;
  m.level = level;
  m.phase = 0;
  s.places[v] = own_place(v, n.shape);
  for (int i = 0; i < 3 && n.in[i] >= 0; ++i) {
    const int x = n.in[i];
    if (!facts_of(n).picks_elements && is_local(s, v, x, k, level)) {
      const membership& o = s.members[s.origins[x]];
      const int after = o.phase + (level == 0 && o.level == 1 ? 1 : 0);
      if (after > m.phase) m.phase = after;
    } else {
      note_read(s, v, x, same_squeezed(s.nodes[x].shape, n.shape));
    }
  }
  if (m.phase + 1 > gr.phases) gr.phases = m.phase + 1;
}

}  // namespace tapeless::passes::detail
