// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/look/regions.hpp>
#include <tapeless/passes/look/turns.hpp>

namespace tapeless::passes {

namespace detail {

/// Which nodes are assignments to a leaf that a later one writes too: a norm applied twice in a step, say.
constexpr list<char> overwritten_nodes(graph_view from) {
  list<char> marks(from.size()), written(from.leaves.size());
  for (int i = from.size(); i-- > 0;) {
    if (facts_of(from[i]).writes != leaf_write::all) continue;
    char& later = written[leaf_of(from[from[i].in[0]])];
    marks[i] = later;
    later = 1;
  }
  return marks;
}

/// Which nodes are results, assignments that last, or made into one of them; a carry that is used is advanced.
constexpr list<char> used_nodes(graph_view from, const list<char>& overwritten) {
  list<char> marks(from.size());
  for (int r : from.results) marks[r] = 1;
  for (int i = 0; i < from.size(); ++i)
    if (writes_leaf(from[i]) && !overwritten[i]) marks[i] = 1;
  mark_needed(from.nodes, marks, [](int) { return true; });
  return marks;
}
constexpr list<char> used_nodes(graph_view from) {
  return used_nodes(from, overwritten_nodes(from));
}

}  // namespace detail

/// Makes every value once, and only what results and assignments are made of; of several assignments to one leaf the last
/// stays, the others are their values; puts the step's scalars (bias corrections, learning rate) and then its tables first,
/// so that every later group can read them. One walk: each rebuilds a graph, which is most of what it costs.
///
/// Before   verify_graph(from) is empty
/// After    no two equal nodes (up to the order of commutative operands), no leaf assigned twice; every node is a
///          result, an assignment, or an operand of one; leaves stay in their places; nodes stand by their turns,
///          those of a region together, otherwise the order is kept
/// Cost     O(nodes); the builder finds equals by hash
constexpr builder tidy(graph_view from) {
  const int size = from.size();
  const list<char> overwritten = detail::overwritten_nodes(from);
  const list<char> used_marks = detail::used_nodes(from, overwritten);
  const list<turn> turns = turns_of(from, used_marks);
  builder to(from);
  list<int> fresh(size, -1);
  list<int> origin(size);  // per new node: the old one, whose order decides the order of operands
  const list<int> order = running_order(from, used_marks);
  for (turn now : turns_in_order)
    for (int i : order) {
      if (turns[i] != now) continue;
      node n = from.nodes.items[i];
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k) n.in[k] = fresh[n.in[k]];
      if (overwritten[i]) {
        fresh[i] = n.in[1];
        continue;
      }
      if (facts_of(n.op).commutative && n.in[1] >= 0 && origin[n.in[0]] > origin[n.in[1]])
        std::swap(n.in[0], n.in[1]);
      const int next = to.size();
      fresh[i] = to.add(n);
      if (fresh[i] == next) origin[next] = i;
    }
  for (int r : from.results) to.results.push_back(fresh[r]);
  return to;
}

}  // namespace tapeless::passes
