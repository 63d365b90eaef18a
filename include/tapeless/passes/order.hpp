// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/ir/builder.hpp>

namespace tapeless {

/// Whether a node is one number made of numbers and scalar leaves: it can be computed before all else.
constexpr bool is_prelude(graph_view g, int id, const list<char>& prelude) {
  const node& n = g[id];
  const op_kind kind = facts_of(n.op).kind;
  if (n.shape.count() != 1 || (kind != op_kind::source && kind != op_kind::elementwise))
    return false;
  for (int x : n.in)
    if (x >= 0 && prelude[x] == 0) return false;
  return true;
}

/// Puts the step's scalars (bias corrections, learning rate) first, so that every later group can read them.
///
/// Before   verify_graph(from) is empty
/// After    the same nodes; prelude nodes stand first; otherwise the order is kept
/// Cost     O(nodes)
constexpr builder order(graph_view from) {
  list<char> prelude(from.nodes.size());
  for (int i = 0; i < from.size(); ++i) prelude[i] = is_prelude(from, i, prelude) ? 1 : 0;
  builder to(from);
  list<int> fresh(from.nodes.size(), -1);
  for (char wanted : {char{1}, char{0}}) {
    for (int i = 0; i < from.nodes.size(); ++i) {
      if (prelude[i] != wanted) continue;
      node n = from.nodes[i];
      for (int& x : n.in)
        if (x >= 0) x = fresh[x];
      fresh[i] = to.add(n);
    }
  }
  for (int r : from.results) to.results.push_back(fresh[r]);
  return to;
}

}  // namespace tapeless
