// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/derive/reverse_sweep.hpp>
#include <tapeless/passes/look/growth.hpp>

namespace tapeless::passes {

/// Answers every `gradient` and `vjp` node by a reverse sweep from its y, each y once.
///
/// Before   verify_graph(from) is empty; each gradient's y has one element
/// After    no such nodes; each answer has its x's shape; the other nodes as before
/// Cost     O(nodes) for every distinct y; each vjp is emitted once
/// Rule     a value used several times receives the sum of its cotangents (docs/ir.md, "fan-out")
/// Errors   a y that is not made of x: noted in `problem`
/// Source   [griewank08] ch. 3, reverse mode
constexpr builder differentiate(graph_view from) {
  builder to(from);
  struct sweep {
    int y, dy;
    list<int> cotangent;
  };
  list<sweep> sweeps;
  list<int> fresh(from.nodes.size(), -1);
  const auto is_question = [](const node& n) { return is<gradient_op>(n) || is<vjp_op>(n); };
  auto answer = [&](const node& asked, int y, int x, int dy) {
    for (const sweep& s : sweeps)
      if (s.y == asked.in[0] && s.dy == asked.in[2])
        return x < s.cotangent.size() ? s.cotangent[x] : -1;
    // one sweep for all that is asked of this y
    list<char> wanted(y + 1);
    for (const node& n : from.nodes)
      if (is_question(n) && n.in[0] == asked.in[0] && n.in[2] == asked.in[2]) {
        const int w = fresh[n.in[1]];
        if (w >= 0 && w <= y) wanted[w] = 1;
      }
    sweeps.push_back({asked.in[0], asked.in[2], detail::reverse_sweep(to, y, dy, wanted).run()});
    return sweeps.back().cotangent[x];
  };
  // (asked of the graph as it was written: a gradient counts as made of x even where it is constant)
  auto leads_to = [&](int x, int y) {
    if (x > y) return false;
    list<char> made_of(y + 1);
    made_of[x] = 1;
    mark_made_of({from.nodes.items, y + 1}, made_of);
    return made_of.back() != 0;
  };
  for (int i = 0; i < from.size(); ++i) {
    const node n = with_operands(from[i], fresh);
    int made = -1;
    if (is_question(n)) {
      const int y = n.in[0], x = n.in[1];
      made = x <= y ? answer(from[i], y, x, n.in[2]) : -1;
      if (made >= 0 && to[x].type != element::weak) made = converted(to.of(made), to[x].type).id;
      if (made < 0) {
        // no gradient flows: zeros, if y is made of x at all
        if (!leads_to(from[i].in[1], from[i].in[0])) {
          const node& asked = to[x];
          to.problem = {graph_problem::kind::gradient_of_something_else,
                        leaf_of(asked) >= 0 ? to.leaves[leaf_of(asked)].name : std::string_view{},
                        asked.shape,
                        {}};
        }
        made = broadcast_to(converted(to.of(to.constant(0)), n.type), n.shape).id;
      }
    } else {
      made = to.add(n);
    }
    fresh[i] = made;
  }
  for (int r : from.results) to.results.push_back(fresh[r]);
  return to;
}

/// Gradients come to about twice the nodes of what is differentiated.
template <>
inline constexpr int growth_of<differentiate> = 3;

}  // namespace tapeless::passes
