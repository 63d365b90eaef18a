// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/ir/builder.hpp>

namespace tapeless {

/// Keeps what results and assignments are made of, in the same order.
///
/// Before   verify_graph(from) is empty
/// After    every node is a result, an assignment, or an operand of one; leaves stay in their places
/// Cost     O(nodes)
constexpr builder drop_unused(graph_view from) {
  list<char> used(from.nodes.size());
  for (int r : from.results) used[r] = 1;
  for (int i = from.nodes.size(); i-- > 0;) {
    if (is<assign_op>(from.nodes[i])) used[i] = 1;
    if (used[i] == 0) continue;
    for (int x : from.nodes[i].in)
      if (x >= 0) used[x] = 1;
  }
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
