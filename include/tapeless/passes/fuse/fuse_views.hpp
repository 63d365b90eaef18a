// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/fuse_deferred.hpp>

namespace tapeless::passes::detail {

/// A leaf, a number or a position: read where it is used, unless somebody wants it in memory.
constexpr void fuse_source(fuse_walk& s, int id) {
  const node& n = s.nodes[id];
  s.places[id] = is<iota_op>(n) ? place_of_position(id, n) : own_place(id, n.shape);
  if (leaf_of(n) < 0 && s.usages[id].wants_memory) open_group(s, id, group_kind::map, n.shape);
}

/// A view: strides on its operand, or a copy if strides cannot say it.
constexpr void fuse_view(fuse_walk& s, int id) {
  const node& n = s.nodes[id];
  const int x = n.in[0];
  const place_of_value seen = s.places[id] = view_place(n, s.places[x], s.nodes[x].shape);
  const bool wanted = s.usages[id].wants_memory;
  if (seen.base < 0 || !is_squeeze(s, id) || wanted) settle(s, x);
  if (seen.base < 0) {
    open_group(s, id, group_kind::copy,
               s.nodes[x].shape);  // loops over the operand, writes in order
    note_read(s, id, x);
    return;
  }
  const bool on_nothing = leaf_of(s.nodes[seen.base]) < 0 && s.members[seen.base].group < 0;
  if (wanted && (on_nothing || (s.usages[id].asked_for && !is_row_major(seen, n.shape)))) {
    open_group(s, id, group_kind::map, n.shape);
    note_read(s, id, x);
  }
}

}  // namespace tapeless::passes::detail
