// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/schedule/schedule_access.hpp>

namespace tapeless::passes::detail {

/// A contraction as loops, by its op's rule.
constexpr product_loops loops_of_product(const schedule_walk& s, int id) {
  const node& n = s.nodes[id];
  const int a = n.in[0], b = n.in[1];
  return facts_of(n).loops(
      {s.places[a], s.places[b], s.nodes[a].shape, s.nodes[b].shape, n.shape, n.attr});
}

/// The access of an operand, for a kernel whose loops from `kept_at` on are the axes of shape d that are not 1, and
/// axis `always`, and from `summed_at` on the summed ones that are not 1.
constexpr access operand_access(schedule_walk& s, int x, const dims& d, int always,
                                const product_loops& p, const product_loops::moves& m, int kept_at,
                                int summed_at) {
  access a;
  a.start = s.places[x].start;
  bind_to(s, a, s.places[x]);
  for (int i = 0; i < d.rank; ++i)
    if (d[i] != 1 || i == always) a.stride[kept_at++] = m.kept[i];
  for (int i = 0; i < p.summed; ++i)
    if (p.size[i] != 1) a.stride[summed_at++] = m.summed[i];
  return a;
}

}  // namespace tapeless::passes::detail
