// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/rebuild.hpp>

namespace tapeless {

namespace detail {

using vjp_result = fixed<value, 3>;
using vjp_rule = vjp_result (*)(value y, value dy, const fixed<value, 3>& x);

/// The vjp rule of an op, called with as many operands as it has.
template <class Op>
constexpr vjp_result vjp_of(value y, value dy, const fixed<value, 3>& x) {
  vjp_result out{};
  auto take = [&](const auto& found) {
    for (std::size_t i = 0; i < found.size(); ++i) out[i] = found[i];
  };
  if constexpr (Op::arity == 1) {
    if constexpr (requires { Op::vjp(y, dy, x[0]); }) take(Op::vjp(y, dy, x[0]));
  } else if constexpr (Op::arity == 2) {
    if constexpr (requires { Op::vjp(y, dy, x[0], x[1]); }) take(Op::vjp(y, dy, x[0], x[1]));
  } else if constexpr (Op::arity == 3) {
    if constexpr (requires { Op::vjp(y, dy, x[0], x[1], x[2]); })
      take(Op::vjp(y, dy, x[0], x[1], x[2]));
  }
  return out;
}

inline constexpr auto vjp_table = [] {
  fixed<vjp_rule, all_ops::size> table{};
  int i = 0;
  all_ops::for_each([&]<class Op>() { table[i++] = &vjp_of<Op>; });
  return table;
}();

/// The cotangents of all nodes that lie between `wanted` nodes and y, by one reverse sweep.
constexpr list<int> cotangents(builder& b, int y, const list<char>& wanted) {
  const int n = y + 1;
  list<char> leads(n, 0);  // is, or is made of, a wanted node
  for (int i = 0; i < n; ++i) {
    char any = i < wanted.size() ? wanted[i] : char{0};
    for (int x : b.nodes[i].in)
      if (x >= 0 && leads[x] != 0) any = 1;
    leads[i] = any;
  }
  list<int> dy(n, -1);
  dy[n - 1] =
      broadcast_to(converted(b.of(b.constant(1)), b.nodes[n - 1].type), b.nodes[n - 1].shape).id;
  for (int i = n; i-- > 0;) {
    if (dy[i] < 0 || leads[i] == 0) continue;
    const fixed<int, 3> in = b.nodes[i].operands();
    if (in[0] < 0) continue;
    fixed<value, 3> x{};
    for (int k = 0; k < 3; ++k)
      if (in[k] >= 0) x[k] = b.of(in[k]);
    const int op = b.nodes[i].op;
    const vjp_result dx = vjp_table[op](b.of(i), b.of(dy[i]), x);
    for (int k = 0; k < 3; ++k) {
      if (!dx[k] || in[k] < 0) continue;
      const int to = in[k];
      if (leads[to] == 0) continue;
      // fan-out: cotangents of one value add up; each has exactly the value's shape
      const value part = sum_to(broadcast_to(dx[k], broadcast(dx[k].shape(), b.nodes[to].shape)),
                                b.nodes[to].shape);
      dy[to] = dy[to] < 0 ? part.id : (b.of(dy[to]) + part).id;
    }
  }
  return dy;
}

}  // namespace detail

/// Answers every `gradient` node by a reverse sweep from its y, each y once.
///
/// Before   verify_graph(from) is empty; each gradient's y has one element
/// After    no gradient nodes; each answer has its x's shape; the other nodes as before
/// Cost     O(nodes) for every distinct y; each vjp is emitted once
/// Rule     a value used several times receives the sum of its cotangents (docs/ir.md, "fan-out")
/// Errors   a y that is not made of x: noted in `problem`
/// Source   [griewank08] ch. 3, reverse mode
constexpr builder differentiate(graph_view from) {
  builder to(from);
  struct sweep {
    int y;
    list<int> dy;
    list<char> made_of;
  };
  list<sweep> sweeps;
  list<int> fresh(from.nodes.size(), -1);
  auto answer = [&](int old_y, int y, int x) {
    for (const sweep& s : sweeps)
      if (s.y == old_y) return s.dy[x];
    // one sweep for all that is asked of this y
    list<char> wanted(y + 1);
    for (const node& n : from.nodes)
      if (is<gradient_op>(n) && n.in[0] == old_y) {
        const int w = fresh[n.in[1]];
        if (w >= 0 && w <= y) wanted[w] = 1;
      }
    sweeps.push_back({old_y, detail::cotangents(to, y, wanted), {}});
    return sweeps.back().dy[x];
  };
  // (asked of the graph as it was written: a gradient counts as made of x even where it is constant)
  auto leads_to = [&](int x, int y) {
    if (x > y) return false;
    list<char> made_of(y + 1);
    made_of[x] = 1;
    for (int i = x + 1; i <= y; ++i)
      for (int k : from[i].in)
        if (k >= 0 && made_of[k] != 0) made_of[i] = 1;
    return made_of.back() != 0;
  };
  for (int i = 0; i < from.size(); ++i) {
    node n = from[i];
    const int old_y = n.in[0];
    for (int& x : n.in)
      if (x >= 0) x = fresh[x];
    int made = -1;
    if (is<gradient_op>(n)) {
      const int y = n.in[0], x = n.in[1];
      made = x <= y ? answer(old_y, y, x) : -1;
      if (made < 0) {
        // no gradient flows: zeros, if y is made of x at all
        if (!leads_to(from[i].in[1], old_y)) {
          const node& asked = to[x];
          to.problem = {graph_problem::kind::gradient_of_something_else,
                        is<leaf_op>(asked) ? to.leaves[asked.attr.first].name : std::string_view{},
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

}  // namespace tapeless
