// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/look/growth.hpp>
#include <tapeless/passes/look/regions.hpp>
#include <tapeless/passes/rewrite/batch.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>

namespace tapeless::passes {

namespace detail {

/// A graph in which regions are made an axis.
struct vectorised {
  builder graph;
  int refused = -1;  ///< a region with an op that has no rule for this, or -1
};

/// Replaces the chosen regions, of which none stands in another, by nodes with one axis more, first of all.
constexpr vectorised regions_as_axes(graph_view g, const list<char>& used,
                                     const list<char>& chosen) {
  vectorised out{builder(g)};
  batch b(g, out.graph, batch_position::first);
  const list<int> region = regions_of(g);
  list<int> chosen_around(g.regions.size(), -1);  // the chosen region that each is, or stands in
  for (int r = 0; r < chosen_around.size(); ++r)
    for (int q = r; q >= 0; q = g.regions[q].parent)
      if (chosen[q] != 0) chosen_around[r] = q;
  for (ir::region& q : out.graph.regions)
    if (q.parent >= 0 && chosen[q.parent] != 0) q.parent = g.regions[q.parent].parent;

  const auto in_region = [&](int i, int r) {
    const node& n = g[i];
    if (is<each_op>(n) && region_named(n) == r) {  // the value that it takes slices of has the axis
      b.has_axis[i] = 1;
      return b.fresh[n.in[0]];
    }
    if (is<stack_op>(n) && region_named(n) == r) return b.whole(n.in[0]).id;
    bool any = kind_of(n) == op_kind::loop;  // all iterations of a loop inside have the axis
    for (int x : n.in) any = any || (x >= 0 && b.has_axis[x] != 0);
    return any ? batched(b, i) : made_again(out.graph, with_operands(n, b.fresh)).id;
  };
  for (int i : running_order(g, used)) {
    const int inside = is<stack_op>(g[i]) ? region_named(g[i]) : region[i];
    const int r = inside >= 0 ? chosen_around[inside] : -1;
    if (r >= 0) {
      b.length = g.regions[r].length;
      b.fresh[i] = in_region(i, r);
      if (b.fresh[i] < 0) {
        out.refused = r;
        return out;
      }
    } else {
      b.fresh[i] = made_again(out.graph, with_operands(g[i], b.fresh)).id;
    }
  }
  for (int x : g.results) out.graph.results.push_back(b.fresh[x]);
  return out;
}

/// Which regions of a depth can become an axis: parallel ones that carry nothing (any more).
constexpr list<char> idle_regions(graph_view g, const list<char>& used, int depth) {
  list<char> idle(g.regions.size());
  for (int i = 0; i < g.size(); ++i)
    if (used[i] != 0 && is<stack_op>(g[i])) idle[region_named(g[i])] = 1;
  for (int i = 0; i < g.size(); ++i)
    if (used[i] != 0 && is<carry_op>(g[i])) idle[region_named(g[i])] = 0;
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
      detail::vectorised made = detail::regions_as_axes(now.view(), used, chosen);
      if (made.refused < 0) {
        now = std::move(made.graph);
        break;
      }
      chosen[made.refused] = 0;
    }
  }
  return now;
}

/// Operands of another rank are reshaped or broadcast first.
template <>
inline constexpr int growth_of<vectorise> = 2;

}  // namespace tapeless::passes
