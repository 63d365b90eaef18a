// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/fuse_deferred.hpp>

namespace tapeless::passes::detail {

/// The value that is padded, once or several times. (By name: pads around one another are the one case in which a movement does
/// the work of two.)
constexpr int behind_pads(const fuse_walk& s, int id) {
  do id = s.nodes[id].in[0];
  while (is<pad_op>(s.nodes[id]) && s.members[id].group < 0);
  return id;
}

/// Elements that move. What picks them is an indirect load of the loop that reads it; the others are groups of their own.
constexpr void fuse_movement(fuse_walk& s, int id) {
  const node& n = s.nodes[id];
  if (facts_of(n).picks_elements) return fuse_elementwise(s, id);
  const usage& used = s.usages[id];
  if (used.inside_pad && used.uses == 1 && !used.wants_memory) {
    s.places[id] = own_place(id, n.shape);
    return;
  }
  if (is<pad_op>(n)) {
    const int x = behind_pads(s, id);
    settle(s, x);
    open_group(s, id, group_kind::copy, n.shape);
    note_read(s, id, x);
    return;
  }
  for (int x : n.in) settle(s, x);
  open_group(s, id, group_kind::copy, n.shape);
  for (int x : n.in) note_read(s, id, x);
}

/// A sum of products: a contraction, with the elementwise ops on its result; or a fold, its summed axes first, so that
/// lanes run along the last axis of the result.
constexpr void fuse_contraction(fuse_walk& s, int id) {
  const node& n = s.nodes[id];
  for (int x : n.in) settle(s, x);
  if (const dims summed = folded_by(s.g, id); summed.rank > 0) {
    dims d = summed;
    const dims kept = squeezed(n.shape);
    for (int i = 0; i < kept.rank; ++i) d[d.rank++] = kept[i];
    open_group(s, id, group_kind::fold, d);
    s.out.groups.back().folded = (1 << summed.rank) - 1;
    s.members[id].level = 1;
  } else {
    open_group(s, id, group_kind::contraction, n.shape);
  }
  for (int x : n.in) note_read(s, id, x);
}

}  // namespace tapeless::passes::detail
