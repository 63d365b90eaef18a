// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/look/growth.hpp>
#include <tapeless/passes/look/regions.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>

namespace tapeless::passes {

namespace detail {

/// Takes sums over the iterations of a region out of it. (By name: that a sum of products, of sums, or of slices is one
/// product or sum over more elements is a fact about these ops, and no others.)
class hoister {
 public:
  constexpr explicit hoister(graph_view graph)
      : g(graph), to(graph), region_(regions_of(graph)), uses_(graph.size()) {
    const list<char> used = used_nodes(g);
    for (int i = 0; i < g.size(); ++i)
      if (used[i] != 0)
        for (int x : g[i].in)
          if (x >= 0) ++uses_[x];
  }

  constexpr builder run() {
    list<int> fresh(g.size(), -1);
    const list<char> used = used_nodes(g);
    for (int i = 0; i < g.size(); ++i) {
      if (used[i] == 0) continue;
      node n = g[i];
      for (int& x : n.in)
        if (x >= 0) x = fresh[x];
      const int summed = summand(i);
      const value sum = summed < 0 ? value{} : sum_outside(i, summed, fresh);
      fresh[i] = sum ? sum.id : to.add(n);
    }
    for (int r : g.results) to.results.push_back(fresh[r]);
    return std::move(to);
  }

 private:
  graph_view g;
  builder to;
  list<int> region_, uses_;

  /// p, if node i is the last value of a carry that begins with zero and only adds p in every iteration.
  constexpr int summand(int i) const {
    if (!is<final_op>(g[i])) return -1;
    const node& advance = g[g[i].in[0]];
    const int carry = advance.in[0], next = advance.in[1];
    if (!is<add_op>(g[next]) || uses_[next] != 1 || uses_[carry] != 2 || !is_zero(g[carry].in[0]))
      return -1;
    const int* x = g[next].in;
    const int p = x[0] == carry ? x[1] : x[1] == carry ? x[0] : -1;
    return p >= 0 && g[p].shape == g[i].shape ? p : -1;
  }
  constexpr bool is_zero(int x) const {
    while (facts_of(g[x]).repeats_elements) x = g[x].in[0];
    return is<constant_op>(g[x]) && number_of(g[x]) == 0;
  }

  /// The sum over all iterations, made of what they stack; nothing where the loop does as well.
  constexpr value sum_outside(int i, int p, const list<int>& fresh) {
    const int r = region_named(g[i]);
    const int length = g.regions[r].length;
    const auto all = [&](value x) {
      return is_slice(x, r) ? to.of(to[x.id].in[0]) : stacked(x, r);
    };
    while (is<reshape_op>(g[p])) p = g[p].in[0];
    const node& n = g[p];
    if (region_[p] != r) return {};
    const dims shape = g[i].shape;
    if (is<contract_op>(n) && n.shape.rank == 2 && g[n.in[0]].shape.rank == 2 &&
        region_[n.in[0]] == r && region_[n.in[1]] == r) {
      // Σ aᵗ bᵗ = [a¹ a² …] [b¹ b² …]ᵀ: one product, longer by the number of iterations
      const value a = left_turned(fresh[n.in[0]]), b = to.of(fresh[n.in[1]]);
      const int rows = length * a.shape()[0];
      const value left = ir::reshape_to(all(a), dims{2, {rows, a.shape()[1], 1, 1, 1, 1}});
      const value right = ir::reshape_to(all(b), dims{2, {rows, b.shape()[1], 1, 1, 1, 1}});
      return ir::reshape_to(contract(ir::transposed(left), right), shape);
    }
    if (is<reduce_sum_op>(n) && (g.regions[r].parallel || is_stacked(n.in[0], r))) {
      const value x = all(to.of(fresh[n.in[0]]));
      return ir::reshape_to(ir::summed(x, folded_axes(n) << 1 | 1), shape);
    }
    if (!g.regions[r].parallel) return {};
    return ir::reshape_to(ir::summed(all(to.of(fresh[p])), 1), shape);
  }
  constexpr bool is_slice(value x, int r) const {
    return is<each_op>(to[x.id]) && region_named(to[x.id]) == r;
  }
  /// Whether all slices of x exist anyway, outside.
  constexpr bool is_stacked(int x, int r) const {
    if (is<each_op>(g[x]) && region_named(g[x]) == r) return true;
    for (int i = 0; i < g.size(); ++i)
      if (is<stack_op>(g[i]) && g[i].in[0] == x && uses_[i] > 0) return true;
    return false;
  }
  /// xᵀ: what x is the transpose of, if it is one.
  constexpr value left_turned(int x) {
    const node& n = to[x];
    if (is<permute_op>(n) && attributes_of<permute_op>(n).source(0) == 1) return to.of(n.in[0]);
    return ir::transposed(to.of(x));
  }
};

}  // namespace detail

/// Makes of sums over the iterations of a region what is cheaper outside: a weight's gradient is one product over all
/// steps, a bias' one sum; nothing is summed in a region whose iterations run in parallel.
///
/// Before   verify_graph(from) is empty; no gradient nodes
/// After    the same results up to rounding
/// Cost     O(nodes)
constexpr builder hoist(graph_view from) { return detail::hoister(from).run(); }

/// Stacks, and what sums them, stand beside the loop.
template <>
inline constexpr int growth_of<hoist> = 2;

}  // namespace tapeless::passes
