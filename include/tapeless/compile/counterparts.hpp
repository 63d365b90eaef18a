// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/list.hpp>
#include <tapeless/ir/graph.hpp>
#include <tapeless/passes/look/leaf_identity.hpp>

namespace tapeless {

namespace detail {

/// The scope itself, or the first around it that adds to paths; -1: there is none.
constexpr int speaking_scope(ir::graph_view g, int s) {
  while (s >= 0 && g.scopes[s].silent) s = g.scopes[s].parent;
  return s;
}
/// True if two paths are written alike ("decoder.0."): a name takes the place of a position, silent scopes add nothing.
constexpr bool same_written_path(ir::graph_view a, int sa, ir::graph_view b, int sb) {
  for (sa = speaking_scope(a, sa), sb = speaking_scope(b, sb); sa >= 0 && sb >= 0;
       sa = speaking_scope(a, a.scopes[sa].parent), sb = speaking_scope(b, b.scopes[sb].parent)) {
    const ir::scope &x = a.scopes[sa], &y = b.scopes[sb];
    if (x.name != y.name || (x.name.empty() && x.position != y.position)) return false;
  }
  return sa < 0 && sb < 0;
}
/// The leaf of the other program that is this one, else the only one with the same written path, else -1.
constexpr int counterpart(ir::graph_view other, ir::graph_view g, int index) {
  const ir::leaf& l = g.leaves[index];
  const int n = other.leaves.size();
  if (l.owner >= 0) return -1;
  for (int k = 0; k < n; ++k) {
    const int i = (index + k) % n;  // mostly it stands at the same place
    if (other.leaves[i].shape == l.shape && passes::same_leaf(other, other.leaves[i], g, l))
      return i;
  }
  int found = -1;
  for (int i = 0; i < n; ++i) {
    const ir::leaf& o = other.leaves[i];
    if (o.kind != l.kind || o.owner >= 0 || !(o.shape == l.shape) || o.name != l.name ||
        !same_written_path(other, o.scope, g, l.scope))
      continue;
    if (found >= 0) return -1;
    found = i;
  }
  return found;
}

}  // namespace detail

/// Leaves that two programs have in common: for each leaf of `To` that training changes (parameters, and states but for what
/// streaming layers remember) the leaf of `From` that has its path, kind, type and shape, or -1. So a named part of a
/// network finds its parameters where it stands alone.
template <class From, class To>
struct counterparts {
  static constexpr bool is_trained(const ir::leaf& l) {
    return l.kind == leaf_kind::parameter || (l.kind == leaf_kind::state && !l.remembered);
  }
  static constexpr auto value = [] {
    constexpr ir::graph_view from = From::final_graph::value, to = To::final_graph::value;
    core::fixed<int, To::final_graph::extent.leaves> out{};
    for (int l = 0; l < to.leaves.size(); ++l) {
      const int found = is_trained(to.leaves[l]) ? detail::counterpart(from, to, l) : -1;
      out[l] = found >= 0 && from.leaves[found].type == to.leaves[l].type ? found : -1;
    }
    return out;
  }();
  /// Number of such leaves that have none.
  static constexpr int missing = [] {
    int n = 0;
    for (int l = 0; l < value.size(); ++l)
      n += is_trained(To::final_graph::value.leaves[l]) && value[l] < 0 ? 1 : 0;
    return n;
  }();
};

}  // namespace tapeless
