// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/look/growth.hpp>

namespace tapeless::passes {

/// Asks for the gradient of the loss, a graph's first result, with respect to every parameter it is made of, but for
/// frozen ones: results behind the others, in the order of the nodes that read them.
///
/// Before   verify_graph(from) is empty; the loss has one element
/// Cost     O(nodes)
constexpr builder ask_for_gradients(graph_view from) {
  builder to(from);
  for (const node& n : from.nodes) to.add(n);
  to.results = list<int>(from.results);
  const int loss = to.results[0];
  list<char> used(from.size());
  used[loss] = 1;
  for (int i = loss + 1; i-- > 0;)
    if (used[i] != 0)
      for (int x : from[i].in)
        if (x >= 0) used[x] = 1;
  for (int i = 0; i < from.size(); ++i)
    if (used[i] != 0 && leaf_of(from[i]) >= 0 && from.leaves[leaf_of(from[i])].is_trained())
      to.results.push_back(to.emit(code_of<gradient_op>, {loss, i, -1}));
  return to;
}

/// The leaves whose gradients were asked for, in order; `results` is how many results there were before.
constexpr list<int> trained_leaves(graph_view asked, int results) {
  list<int> out;
  for (int r = results; r < asked.results.size(); ++r)
    out.push_back(leaf_of(asked[asked[asked.results[r]].in[1]]));
  return out;
}

/// One question a parameter.
template <>
inline constexpr int growth_of<ask_for_gradients> = 2;

}  // namespace tapeless::passes
