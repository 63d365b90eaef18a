// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>

namespace tapeless::passes::detail {

/// The members of each group as chains, in order.
struct group_members {
  list<int> first;      ///< per group; -1: none
  list<int> next;       ///< per node; -1: the last of its group
  list<char> absorbed;  ///< per node: a product that became part of a fused multiply-add
};

/// Marks a product that only node v, a sum or difference of the same loop, reads: v becomes a fused multiply-add. (By name:
/// a fact of algebra, as in passes/rewrite/rules.hpp.)
constexpr void absorb_product(graph_view g, const membership* members, const int* uses, int v,
                              list<char>& absorbed) {
  const node& n = g.nodes.items[v];
  const membership& mine = members[v];
  for (int i = is<sub_op>(n) ? 1 : 0; i < 2; ++i) {
    const int x = n.in[i];
    const membership& m = members[x];
    if (is<mul_op>(g.nodes.items[x]) && uses[x] == 1 && !m.stored && m.group == mine.group &&
        m.level == mine.level && m.phase == mine.phase) {
      absorbed[x] = 1;
      return;
    }
  }
}

constexpr group_members members_of_groups(graph_view g, grouping_view fused) {
  group_members out{list<int>(fused.groups.size(), -1), list<int>(g.size()), list<char>(g.size())};
  const node* nodes = g.nodes.items;
  const membership* members = fused.nodes.items;
  list<int> uses(g.size());
  for (int i = 0, size = g.size(); i < size; ++i) {
    const int* in = nodes[i].in;
    for (int k = 0; k < 3 && in[k] >= 0; ++k) ++uses[in[k]];
  }
  for (int i = g.size(); i-- > 0;) {
    const int k = members[i].group;
    if (k < 0 || is<final_op>(nodes[i])) continue;
    out.next[i] = out.first[k];
    out.first[k] = i;
    if (is<add_op>(nodes[i]) || is<sub_op>(nodes[i]))
      absorb_product(g, members, uses.begin(), i, out.absorbed);
  }
  return out;
}

/// The absorbed operand of a node, or -1.
constexpr int absorbed_product(const group_members& of, const node& n) {
  if (!is<add_op>(n) && !is<sub_op>(n)) return -1;
  for (int i = is<sub_op>(n) ? 1 : 0; i < 2; ++i)
    if (of.absorbed[n.in[i]] != 0) return n.in[i];
  return -1;
}

}  // namespace tapeless::passes::detail
