// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/ir/builder.hpp>

namespace tapeless {

/// The walk that most passes are: every node of a graph is made again in a builder, from its
/// operands' new ids, by `make(old id, node with new operands)`, which returns the new id.
///
/// Returns the new id of every old node. Results are carried over.
template <class Make>
constexpr list<int> rebuild(graph_view from, builder& to, Make&& make) {
  list<int> fresh(from.nodes.size(), -1);
  for (int i = 0; i < from.size(); ++i) {
    node n = from[i];
    for (int& x : n.in)
      if (x >= 0) x = fresh[x];
    fresh[i] = make(i, n);
  }
  for (int r : from.results) to.results.push_back(fresh[r]);
  return fresh;
}

}  // namespace tapeless
