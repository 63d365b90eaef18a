// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/passes/drop_unused.hpp>
#include <tapeless/passes/merge_equal.hpp>
#include <tapeless/passes/order.hpp>

namespace tapeless {

/// What merge_equal, drop_unused and order give one after the other, in one walk: each rebuilds a graph, which is
/// most of what they cost.
///
/// Before   verify_graph(from) is empty
/// After    no value twice, none unused; prelude nodes stand first; otherwise the order is kept
/// Cost     O(nodes)
constexpr builder tidy(graph_view from) {
  const int size = from.size();
  const list<char> used_marks = used_nodes(from);
  const char* used = used_marks.begin();
  list<char> prelude(size);
  for (int i = 0; i < size; ++i)
    if (used[i] != 0 && is_prelude(from, i, prelude)) prelude[i] = 1;
  builder to(from);
  list<int> fresh(size, -1);
  list<int> origin(size);  // per new node: the old one, whose order decides the order of operands
  for (char first : {char{1}, char{0}})
    for (int i = 0; i < size; ++i) {
      if (used[i] == 0 || prelude[i] != first) continue;
      node n = from.nodes.items[i];
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k) n.in[k] = fresh[n.in[k]];
      if (facts_of(n.op).commutative && n.in[1] >= 0 && origin[n.in[0]] > origin[n.in[1]])
        std::swap(n.in[0], n.in[1]);
      const int next = to.size();
      fresh[i] = to.add(n);
      if (fresh[i] == next) origin[next] = i;
    }
  for (int r : from.results) to.results.push_back(fresh[r]);
  return to;
}

}  // namespace tapeless
