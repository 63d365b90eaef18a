// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/fuse_deferred.hpp>

namespace tapeless::passes::detail {

/// A reduction: folds in the group that makes its operand, if that has the same kept axes; else opens a fold.
constexpr void fuse_reduction(fuse_walk& s, int v) {
  const node& n = s.nodes[v];
  const int x = n.in[0], o = s.origins[x];
  settle(s, x);
  const dims& from = s.nodes[x].shape;
  axis_set folded = 0;
  for (int i = 0, axis = 0; i < from.rank; ++i) {
    if (from[i] == 1) continue;
    if (has_axis(folded_axes(n), i)) folded |= 1 << axis;
    ++axis;
  }
  const int k = s.members[o].group;
  if (k >= 0 && s.members[o].level == 0 && latest_group(s, v) == k) {
    group& gr = s.out.groups[k];
    const bool same_fold = gr.kind == group_kind::fold && gr.folded == folded;
    if (gr.shape == squeezed(from) && gr.region == s.now && gr.type == computed_in(s, v) &&
        gr.members < s.on.loop_instructions && (gr.kind == group_kind::map || same_fold)) {
      gr.kind = group_kind::fold;
      gr.folded = folded;
      ++gr.members;
      s.members[v] = {.group = k, .level = 1, .phase = s.members[o].phase};
      s.places[v] = own_place(v, n.shape);
      return;
    }
  }
  open_group(s, v, group_kind::fold, from);
  s.out.groups.back().folded = folded;
  s.members[v].level = 1;
  note_read(s, v, x);
}

}  // namespace tapeless::passes::detail
