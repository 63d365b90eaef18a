// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/look/growth.hpp>
#include <tapeless/passes/look/regions.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>

namespace tapeless::passes {

namespace detail {

/// Replaces the chosen regions, of which none stands in another, by nodes with one axis more, first of all.
class vectoriser {
 public:
  constexpr vectoriser(graph_view graph, const list<char>& used, const list<char>& chosen)
      : g(graph),
        to(graph),
        used_(used),
        region_(regions_of(graph)),
        fresh_(graph.size()),
        batched_(graph.size()),
        chosen_(graph.regions.size(), -1) {
    for (int r = 0; r < chosen_.size(); ++r)
      for (int q = r; q >= 0; q = g.regions[q].parent)
        if (chosen[q] != 0) chosen_[r] = q;
    for (ir::region& q : to.regions)
      if (q.parent >= 0 && chosen[q.parent] != 0) q.parent = g.regions[q.parent].parent;
  }

  /// The region that has an op without a rule for this; or -1: then `take` gives the graph without the regions.
  constexpr int run() {
    for (int i : running_order(g, used_)) {
      const bool stacks = is<stack_op>(g[i]);
      const int inside = stacks ? g[i].attr.first : region_[i];
      r_ = inside >= 0 ? chosen_[inside] : -1;
      if (r_ >= 0) {
        length_ = g.regions[r_].length;
        fresh_[i] = in_region(i);
        if (fresh_[i] < 0) return r_;
      } else {
        fresh_[i] = plain(i);
      }
    }
    for (int x : g.results) to.results.push_back(fresh_[x]);
    return -1;
  }
  constexpr builder take() { return std::move(to); }

 private:
  graph_view g;
  builder to;
  const list<char>& used_;
  list<int> region_, fresh_;
  list<char> batched_;       ///< has the new axis
  list<int> chosen_;         ///< per region: the chosen one that it is, or stands in, or -1
  int r_ = -1, length_ = 1;  ///< the chosen region of the node at hand

  constexpr value of(int x) { return to.of(fresh_[x]); }
  constexpr dims with_axis(const dims& d) const {
    dims out{.rank = d.rank + 1};
    out[0] = length_;
    for (int i = 1; i < out.rank; ++i) out[i] = d[i - 1];
    return out;
  }
  /// x with the new axis, if it has it not: the same in all iterations.
  constexpr value whole(int x) {
    const value v = of(x);
    return batched_[x] != 0 ? v : broadcast_to(v, with_axis(g[x].shape));
  }
  /// x for a user of some rank: axes of size 1 behind the new one, so that the others meet their own.
  constexpr value lifted(int x, int rank) {
    const value v = of(x);
    const dims d = g[x].shape;
    if (batched_[x] == 0 || d.rank >= rank) return v;
    dims out{.rank = rank + 1};
    out[0] = length_;
    for (int i = 0; i < rank; ++i) out[i + 1] = i < rank - d.rank ? 1 : d[i - (rank - d.rank)];
    return ir::reshape_to(v, out);
  }
  static constexpr attributes shifted(attributes a) {
    ++a.axis;
    return a;
  }
  /// The first two axes exchanged: iterations of an inner region and the new axis.
  constexpr value exchanged(value x) {
    int packed = 0;
    for (int i = 0; i < x.shape().rank; ++i) packed |= (i < 2 ? 1 - i : i) << (4 * i);
    return ir::permuted(x, packed);
  }

  /// The node as it is.
  constexpr int plain(int i) {
    node n = g[i];
    for (int& x : n.in)
      if (x >= 0) x = fresh_[x];
    return is<each_op>(n) ? ir::each_slice(to.of(n.in[0]), n.attr.first).id : to.add(n);
  }
  constexpr bool any_batched(const node& n) const {
    for (int x : n.in)
      if (x >= 0 && batched_[x] != 0) return true;
    return false;
  }

  constexpr int in_region(int i) {
    const node& n = g[i];
    if (is<each_op>(n) && n.attr.first == r_) {
      batched_[i] = 1;
      return fresh_[n.in[0]];
    }
    if (is<stack_op>(n) && n.attr.first == r_) return whole(n.in[0]).id;
    if (facts_of(n.op).kind != op_kind::loop && !any_batched(n)) return plain(i);
    if (n.shape.rank >= max_rank) return -1;
    batched_[i] = 1;
    const int rank = n.shape.rank;
    const dims shape = with_axis(n.shape);
    fixed<int, 3> in{-1, -1, -1};
    switch (facts_of(n.op).kind) {
      case op_kind::elementwise:
        if (is<random_op>(n)) return -1;
        for (int k = 0; k < 3 && n.in[k] >= 0; ++k) in[k] = lifted(n.in[k], rank).id;
        return to.emit(n.op, in, n.attr, {}, n.type);
      case op_kind::reduction: {
        attributes a = n.attr;
        a.axis <<= 1;
        return emit(n.op, of(n.in[0]), a).id;
      }
      case op_kind::contraction: return contraction(n, shape);
      case op_kind::view: return view(n, shape);
      case op_kind::movement: return movement(n, shape);
      case op_kind::loop: return loop(n);
      default: return -1;
    }
  }

  constexpr int contraction(const node& n, const dims& shape) {
    if (is<contract_op>(n)) {
      const int rank = n.shape.rank;
      return contract(lifted(n.in[0], rank), lifted(n.in[1], rank)).id;
    }
    if (!is<convolve_op>(n) || batched_[n.in[1]] != 0) return -1;
    dims images = g[n.in[0]].shape, out = n.shape;
    images[0] *= length_;
    out[0] *= length_;
    const value y = emit(n.op, ir::reshape_to(of(n.in[0]), images), of(n.in[1]), n.attr);
    return ir::reshape_to(y, shape).id;
  }

  constexpr int view(const node& n, const dims& shape) {
    const value x = of(n.in[0]);
    switch (n.op) {
      case code_of<reshape_op>: return ir::reshape_to(x, shape).id;
      case code_of<permute_op>: {
        int packed = 0;
        for (int i = 0; i < n.shape.rank; ++i)
          packed |= (permute_op::source_axis(n.attr.axis, i) + 1) << (4 * (i + 1));
        return ir::permuted(x, packed).id;
      }
      case code_of<broadcast_op>: return broadcast_to(lifted(n.in[0], n.shape.rank), shape).id;
      case code_of<reverse_op>: return ir::reversed(x, n.attr.axis << 1).id;
      case code_of<each_op>: return ir::each_slice(exchanged(x), n.attr.first).id;
      case code_of<slice_op>:
      case code_of<windows_op>: return emit(n.op, x, shifted(n.attr), shape).id;
      default: return -1;
    }
  }

  constexpr int movement(const node& n, const dims& shape) {
    switch (n.op) {
      case code_of<pad_op>:
      case code_of<overlap_add_op>: return emit(n.op, of(n.in[0]), shifted(n.attr), shape).id;
      case code_of<concat_op>:
        return emit(n.op, whole(n.in[0]), whole(n.in[1]), shifted(n.attr)).id;
      case code_of<gather_op>: {
        if (batched_[n.in[1]] == 0)
          return ir::gathered(of(n.in[0]), of(n.in[1]), n.attr.axis + 1).id;
        if (batched_[n.in[0]] != 0) return -1;
        // the new axis is the first of the indices': it comes to the front
        const value y = ir::gathered(of(n.in[0]), of(n.in[1]), n.attr.axis);
        int packed = n.attr.axis;
        for (int i = 1; i < y.shape().rank; ++i)
          packed |= (i <= n.attr.axis ? i - 1 : i) << (4 * i);
        return ir::permuted(y, packed).id;
      }
      case code_of<scatter_add_op>:
        if (batched_[n.in[1]] != 0) return -1;
        return ir::scattered(of(n.in[0]), of(n.in[1]), shape, n.attr.axis + 1).id;
      default: return -1;
    }
  }

  /// A loop inside: all of its iterations carry the new axis.
  constexpr int loop(const node& n) {
    switch (n.op) {
      case code_of<carry_op>: return ir::carried(whole(n.in[0]), n.attr.first, n.attr.second).id;
      case code_of<advance_op>: return ir::advanced(of(n.in[0]), whole(n.in[1])).id;
      case code_of<final_op>: return ir::after_last(of(n.in[0])).id;
      case code_of<stack_op>: return exchanged(stacked(whole(n.in[0]), n.attr.first)).id;
      default: return -1;
    }
  }
};

/// Which regions of a depth can become an axis: parallel ones that carry nothing (any more).
constexpr list<char> idle_regions(graph_view g, const list<char>& used, int depth) {
  list<char> idle(g.regions.size());
  for (int i = 0; i < g.size(); ++i)
    if (used[i] != 0 && is<stack_op>(g[i])) idle[g[i].attr.first] = 1;
  for (int i = 0; i < g.size(); ++i)
    if (used[i] != 0 && is<carry_op>(g[i])) idle[g[i].attr.first] = 0;
  for (int r = 0; r < idle.size(); ++r)
    if (!g.regions[r].parallel || depth_of(g.regions, r) != depth) idle[r] = 0;
  return idle;
}
constexpr bool any_of(const list<char>& marks) {
  for (char m : marks)
    if (m != 0) return true;
  return false;
}

}  // namespace detail

/// Replaces parallel regions (vmap) by one axis more, innermost first, where every op in them has a rule for it: an
/// elementwise op takes the axis as it is, a product as a batch, a fold or a view counts its axes from one on. A region
/// with an op without a rule stays a loop, which gives the same values.
///
/// Before   verify_graph(from) is empty; no gradient nodes; hoist(from)
/// After    the same results up to rounding
/// Cost     O(nodes) per depth of regions
constexpr builder vectorise(graph_view from) {
  builder now(from);
  for (const node& n : from.nodes) now.add(n);
  now.results = list<int>(from.results);
  for (int depth = max_region_depth; depth-- > 0;) {
    const list<char> used = detail::used_nodes(now.view());
    list<char> chosen = detail::idle_regions(now.view(), used, depth);
    while (detail::any_of(chosen)) {
      detail::vectoriser all(now.view(), used, chosen);
      const int refused = all.run();
      if (refused < 0) {
        now = all.take();
        break;
      }
      chosen[refused] = 0;
    }
  }
  return now;
}

/// Operands of another rank are reshaped or broadcast first.
template <>
inline constexpr int growth_of<vectorise> = 2;

}  // namespace tapeless::passes
