// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/rebuild.hpp>

namespace tapeless {

namespace detail {

using vjp_result = std::array<value, 3>;
using vjp_rule = vjp_result (*)(value y, value dy, const std::array<value, 3>& x);

/// The vjp rule of an op, called with as many operands as it has.
template <class Op>
constexpr vjp_result vjp_of(value y, value dy, const std::array<value, 3>& x) {
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
  std::array<vjp_rule, all_ops::size> table{};
  std::size_t i = 0;
  all_ops::for_each([&]<class Op>() { table[i++] = &vjp_of<Op>; });
  return table;
}();

/// The cotangents of all nodes that lie between `wanted` nodes and y, by one reverse sweep.
constexpr std::vector<int> cotangents(builder& b, int y, const std::vector<char>& wanted) {
  const std::size_t n = static_cast<std::size_t>(y) + 1;
  std::vector<char> leads(n, 0);  // is, or is made of, a wanted node
  for (std::size_t i = 0; i < n; ++i) {
    char any = i < wanted.size() ? wanted[i] : char{0};
    for (int x : b.nodes[i].in)
      if (x >= 0 && leads[static_cast<std::size_t>(x)] != 0) any = 1;
    leads[i] = any;
  }
  std::vector<int> dy(n, -1);
  dy[n - 1] = broadcast_to(b.of(b.constant(1)), b.nodes[n - 1].shape).id;
  for (std::size_t i = n; i-- > 0;) {
    if (dy[i] < 0 || leads[i] == 0) continue;
    const std::array<int, 3> in = b.nodes[i].in;
    if (in[0] < 0) continue;
    std::array<value, 3> x{};
    for (std::size_t k = 0; k < 3; ++k)
      if (in[k] >= 0) x[k] = b.of(in[k]);
    const int op = b.nodes[i].op;
    const vjp_result dx = vjp_table[static_cast<std::size_t>(op)](b.of(static_cast<int>(i)), b.of(dy[i]), x);
    for (std::size_t k = 0; k < 3; ++k) {
      if (!dx[k] || in[k] < 0) continue;
      const std::size_t to = static_cast<std::size_t>(in[k]);
      if (leads[to] == 0) continue;
      // fan-out: cotangents of one value add up; each has exactly the value's shape
      const value part = sum_to(broadcast_to(dx[k], broadcast(dx[k].shape(), b.nodes[to].shape)), b.nodes[to].shape);
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
/// Errors   a y that is not made of x: `missing` is set to the gradient's place
/// Source   [griewank08] ch. 3, reverse mode
constexpr builder differentiate(graph_view from, bool* missing = nullptr) {
  builder to(from);
  struct sweep {
    int y;
    std::vector<int> dy;
    std::vector<char> made_of;
  };
  std::vector<sweep> sweeps;
  std::vector<int> fresh(from.nodes.size(), -1);
  auto answer = [&](int old_y, int y, int x) {
    for (const sweep& s : sweeps)
      if (s.y == old_y) return s.dy[static_cast<std::size_t>(x)];
    // one sweep for all that is asked of this y
    std::vector<char> wanted(static_cast<std::size_t>(y) + 1, 0);
    for (const node& n : from.nodes)
      if (is<gradient_op>(n) && n.in[0] == old_y) {
        const int w = fresh[static_cast<std::size_t>(n.in[1])];
        if (w >= 0 && w <= y) wanted[static_cast<std::size_t>(w)] = 1;
      }
    sweeps.push_back({old_y, detail::cotangents(to, y, wanted), {}});
    return sweeps.back().dy[static_cast<std::size_t>(x)];
  };
  auto leads_to = [&](int x, int y) {
    std::vector<char> made_of(static_cast<std::size_t>(y) + 1, 0);
    made_of[static_cast<std::size_t>(x)] = 1;
    for (int i = x + 1; i <= y; ++i)
      for (int k : to[i].in)
        if (k >= 0 && made_of[static_cast<std::size_t>(k)] != 0) made_of[static_cast<std::size_t>(i)] = 1;
    return made_of.back() != 0;
  };
  for (int i = 0; i < from.size(); ++i) {
    node n = from[i];
    const int old_y = n.in[0];
    for (int& x : n.in)
      if (x >= 0) x = fresh[static_cast<std::size_t>(x)];
    int made = -1;
    if (is<gradient_op>(n)) {
      const int y = n.in[0], x = n.in[1];
      made = x <= y ? answer(old_y, y, x) : -1;
      if (made < 0) {
        // no gradient flows: zeros, if y is made of x at all
        if (missing != nullptr && (x > y || !leads_to(x, y))) *missing = true;
        made = broadcast_to(to.of(to.constant(0)), n.shape).id;
      }
    } else {
      made = to.add(n);
    }
    fresh[static_cast<std::size_t>(i)] = made;
  }
  for (int r : from.results) to.results.push_back(fresh[static_cast<std::size_t>(r)]);
  return to;
}

}  // namespace tapeless
