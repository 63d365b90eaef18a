// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/ir/builder.hpp>

namespace tapeless {

/// Which nodes are results, assignments, or made into one of them.
constexpr list<char> used_nodes(graph_view from) {
  list<char> marks(from.size());
  char* used = marks.begin();
  for (int r : from.results) used[r] = 1;
  for (int i = from.size(); i-- > 0;) {
    const node& n = from.nodes.items[i];
    if (n.op == code_of<assign_op>) used[i] = 1;
    if (used[i] != 0)
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k) used[n.in[k]] = 1;
  }
  return marks;
}

/// Keeps what results and assignments are made of, in the same order.
///
/// Before   verify_graph(from) is empty
/// After    every node is a result, an assignment, or an operand of one; leaves stay in their places
/// Cost     O(nodes)
constexpr builder drop_unused(graph_view from) {
  const list<char> used = used_nodes(from);
  builder to(from);
  list<int> fresh(from.nodes.size(), -1);
  for (int i = 0; i < from.nodes.size(); ++i) {
    if (used[i] == 0) continue;
    node n = from.nodes[i];
    for (int& x : n.in)
      if (x >= 0) x = fresh[x];
    fresh[i] = to.add(n);
  }
  for (int r : from.results) to.results.push_back(fresh[r]);
  return to;
}

}  // namespace tapeless
