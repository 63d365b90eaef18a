// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>

namespace tapeless::passes {

namespace detail {

/// Builds the copies: every value that parameters or states go into has one axis more, the last.
class replicator {
 public:
  constexpr replicator(graph_view graph, int copies)
      : g(graph), to(graph), copies_(copies), fresh_(graph.size(), -1), copied_(graph.size()) {
    for (leaf& l : to.leaves)
      if (is_copied(l)) l.shape = with_axis(l.shape);
  }

  constexpr builder run() {
    const list<char> used = used_nodes(g);
    for (int i = 0; i < g.size(); ++i) {
      if (used[i] == 0) continue;
      fresh_[i] = made(i);
      if (fresh_[i] < 0) {
        to.problem = {
            graph_problem::kind::op_without_copies, facts_of(g[i].op).name, g[i].shape, {}};
        copied_[i] = 1;  // a stand-in of the right shape follows
        fresh_[i] = broadcast_to(to.of(to.constant(0)), with_axis(g[i].shape)).id;
      }
    }
    for (int x : g.results) to.results.push_back(whole(x).id);
    return std::move(to);
  }

 private:
  graph_view g;
  builder to;
  int copies_;
  list<int> fresh_;
  list<char> copied_;  ///< has the new axis

  static constexpr bool is_copied(const leaf& l) {
    return l.kind == leaf_kind::parameter || l.kind == leaf_kind::state;
  }
  static constexpr dims with_last(dims d, int size) {
    d[d.rank++] = size;
    return d;
  }
  constexpr dims with_axis(const dims& d) const { return with_last(d, copies_); }

  constexpr value of(int x) { return to.of(fresh_[x]); }
  /// x beside values with the new axis: it has it, or one of size 1; a scalar needs none.
  constexpr value beside(int x) {
    const dims d = g[x].shape;
    return copied_[x] != 0 || d.rank == 0 ? of(x) : ir::reshape_to(of(x), with_last(d, 1));
  }
  /// x with the new axis: the same in all copies, if it had it not.
  constexpr value whole(int x) {
    return copied_[x] != 0 ? of(x) : broadcast_to(beside(x), with_axis(g[x].shape));
  }

  /// The new node, or -1 if there is no rule for it.
  constexpr int made(int i) {
    const node& n = g[i];
    const op_kind kind = facts_of(n.op).kind;
    bool any = kind == op_kind::effect || is<carry_op>(n) ||
               (is<leaf_op>(n) && is_copied(g.leaves[n.attr.first]));
    for (int x : n.in) any = any || (x >= 0 && copied_[x] != 0);
    if (!any) return plain(n);
    if (n.shape.rank >= max_rank) return -1;
    copied_[i] = 1;
    if (is<leaf_op>(n)) return to.read(n.attr.first);
    const dims shape = with_axis(n.shape);
    switch (kind) {
      case op_kind::elementwise: {
        if (is<random_op>(n)) return -1;
        fixed<int, 3> in{-1, -1, -1};
        for (int k = 0; k < 3 && n.in[k] >= 0; ++k) in[k] = beside(n.in[k]).id;
        return to.emit(n.op, in, n.attr, {}, n.type);
      }
      case op_kind::reduction: return emit(n.op, of(n.in[0]), n.attr).id;
      case op_kind::contraction: return is<contract_op>(n) ? product(n).id : -1;
      case op_kind::view: return view(n, shape);
      case op_kind::movement: return movement(n, shape);
      case op_kind::loop: return loop(n);
      case op_kind::effect:
        return is<assign_op>(n) ? to.emit(n.op, {fresh_[n.in[0]], whole(n.in[1]).id, -1}) : -1;
      default: return -1;
    }
  }

  constexpr int plain(node n) {
    for (int& x : n.in)
      if (x >= 0) x = fresh_[x];
    return is<each_op>(n) ? ir::each_slice(to.of(n.in[0]), n.attr.first).id : to.add(n);
  }

  /// Products of numbers, summed: the copies fill the lanes, however small the matrices are.
  constexpr value product(const node& n) {
    const int rank = n.shape.rank;
    if (rank + 2 > max_rank) return {nullptr, -1};
    // [..., m, k, 1, copies] times [..., 1, k, n, copies]
    const auto parted = [&](int x, int at) {
      const value v = beside(x);
      dims d = v.shape(), out;
      for (int i = 0; i < d.rank; ++i) {
        if (i == d.rank - 3 + at) out[out.rank++] = 1;
        out[out.rank++] = d[i];
      }
      return ir::reshape_to(v, out);
    };
    const value a = parted(n.in[0], 2), b = parted(n.in[1], 0);
    return ir::reshape_to(ir::summed(a * b, 1 << (rank - 1)), with_axis(n.shape));
  }

  constexpr int view(const node& n, const dims& shape) {
    const value x = of(n.in[0]);
    switch (n.op) {
      case code_of<reshape_op>: return ir::reshape_to(x, shape).id;
      case code_of<permute_op>:
        return ir::permuted(x, n.attr.axis | n.shape.rank << (4 * n.shape.rank)).id;
      case code_of<broadcast_op>: return broadcast_to(x, shape).id;
      case code_of<each_op>: return ir::each_slice(x, n.attr.first).id;
      default: return emit(n.op, x, n.attr, shape).id;  // axes are counted from the first
    }
  }

  constexpr int movement(const node& n, const dims& shape) {
    switch (n.op) {
      case code_of<pad_op>:
      case code_of<overlap_add_op>: return emit(n.op, of(n.in[0]), n.attr, shape).id;
      case code_of<concat_op>: return emit(n.op, whole(n.in[0]), whole(n.in[1]), n.attr).id;
      case code_of<gather_op>:
        if (copied_[n.in[1]] != 0) return -1;
        return ir::gathered(of(n.in[0]), of(n.in[1]), n.attr.axis).id;
      case code_of<scatter_add_op>:
        if (copied_[n.in[1]] != 0) return -1;
        return ir::scattered(of(n.in[0]), of(n.in[1]), shape, n.attr.axis).id;
      default: return -1;
    }
  }

  constexpr int loop(const node& n) {
    switch (n.op) {
      case code_of<carry_op>: return ir::carried(whole(n.in[0]), n.attr.first, n.attr.second).id;
      case code_of<advance_op>: return ir::advanced(of(n.in[0]), whole(n.in[1])).id;
      case code_of<final_op>: return ir::after_last(of(n.in[0])).id;
      case code_of<stack_op>: return ir::stacked(of(n.in[0]), n.attr.first).id;
      default: return -1;
    }
  }
};

}  // namespace detail

/// Makes several copies of a training step one step: parameters and states, and all that is made of them, have a last axis,
/// along which the copies stand; inputs, options and random numbers are the same for all. (The last, so that the copies
/// fill the lanes. A product of matrices becomes sums of products: this is for networks too small for its kernel.)
///
/// Before   verify_graph(from) is empty; no gradient nodes
/// After    every result and assignment is that of each copy, up to rounding; leaves stand in their places; or
///          problem.what is op_without_copies: a convolution, a gather at indices that the copies do not share, a value
///          with as many axes as there may be
/// Cost     O(nodes)
constexpr builder replicate(graph_view from, int copies) {
  return detail::replicator(from, copies).run();
}

/// How much larger its graph may become (`growth_of` of other passes): products of matrices become sums of products.
inline constexpr int replicate_growth = 4;

}  // namespace tapeless::passes
