// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/look/growth.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>

namespace tapeless::passes {

namespace detail {

/// Looks for assignments w ← w + Σ c · scatter_add(u, i), with numbers c and nobody else to read the scattered values. (By
/// name: this is one identity of these ops.)
class scatter_update_finder {
 public:
  /// A part of such a sum: `scatter`, times every factor of `factors`, or its negative.
  struct term {
    int scatter = -1;
    bool negative = false;
    fixed<int, 4> factors{-1, -1, -1, -1};
  };

  constexpr explicit scatter_update_finder(graph_view graph)
      : g(graph), uses_(g.size()), written_(g.leaves.size()) {
    for (const node& n : g.nodes) {
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k) ++uses_[n.in[k]];
      if (writes_leaf(n)) written_[leaf_of(g[n.in[0]])] = 1;
    }
    for (int r : g.results) ++uses_[r];
  }

  /// The terms of an assignment; empty if it is none of these.
  constexpr list<term> terms_of(const node& assignment) const {
    list<term> found;
    const int w = assignment.in[0], y = assignment.in[1];
    const node& sum = g[y];
    if (uses_[y] != 1 || (!is<add_op>(sum) && !is<sub_op>(sum))) return found;
    const int other = sum.in[0] == w ? 1 : is<add_op>(sum) && sum.in[1] == w ? 0 : -1;
    if (other < 0) return found;
    if (!add_terms(sum.in[other], {.negative = is<sub_op>(sum)}, found)) found.shrink(0);
    return found;
  }

 private:
  graph_view g;
  list<int> uses_;
  list<char> written_;

  constexpr bool add_terms(int x, term t, list<term>& found) const {
    const node& n = g[x];
    if (uses_[x] != 1) return false;
    switch (n.op) {
      case code_of<scatter_add_op>:
        t.scatter = x;
        found.push_back(t);
        return is_kept(n.in[0]) && is_kept(n.in[1]);
      case code_of<neg_op>: t.negative = !t.negative; return add_terms(n.in[0], t, found);
      case code_of<add_op>: return add_terms(n.in[0], t, found) && add_terms(n.in[1], t, found);
      case code_of<mul_op>:
        for (int k = 0; k < 2; ++k) {
          if (g[n.in[k]].shape.count() != 1) continue;
          for (int& f : t.factors.items)
            if (f < 0) {
              f = n.in[k];
              return add_terms(n.in[1 - k], t, found);
            }
        }
        return false;
      default: return false;
    }
  }
  /// Whether a value is still there when the step ends: no leaf, seen through views, that is written.
  constexpr bool is_kept(int x) const {
    while (kind_of(g[x]) == op_kind::view) x = g[x].in[0];
    return leaf_of(g[x]) < 0 || written_[leaf_of(g[x])] == 0;
  }
};

}  // namespace detail

/// Turns w ← w + c · scatter_add(u, i) into adding c · u to w in place: neither the scattered values nor the rest of w
/// are touched. An update by gradient descent of a table that is read by index becomes this.
///
/// Before   g = tidy(…)
/// After    the same assignments; where nothing was found, the same graph
/// Cost     O(nodes)
constexpr builder scatter_updates(graph_view g) {
  const detail::scatter_update_finder finder(g);
  builder to(g);
  list<int> fresh(g.size(), -1);
  bool any = false;
  for (int i = 0; i < g.size(); ++i) {
    node n = g[i];
    for (int& x : n.in)
      if (x >= 0) x = fresh[x];
    if (is<assign_op>(n)) {
      const auto terms = finder.terms_of(g[i]);
      for (const auto& t : terms) {
        const node scatter = g[t.scatter];
        value u = to.of(fresh[scatter.in[0]]);
        for (int f : t.factors)
          if (f >= 0) u = ir::reshape_to(to.of(fresh[f]), dims{}) * u;
        if (t.negative) u = -u;
        fresh[i] = to.emit(code_of<add_at_op>, {n.in[0], u.id, fresh[scatter.in[1]]}, scatter.attr);
        any = true;
      }
      if (!terms.empty()) continue;
    }
    fresh[i] = to.add(n);
  }
  for (int r : g.results) to.results.push_back(fresh[r]);
  if (any) return tidy(to.view());
  return to;
}

/// Updates are made on rows instead of tables.
template <>
inline constexpr int growth_of<scatter_updates> = 2;

}  // namespace tapeless::passes
