// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/verify_plan.hpp>

namespace tapeless::ir {

/// What is wrong with a graph; empty if nothing is. Every pass keeps this.
constexpr std::string_view verify_graph(graph_view g) {
  for (int i = 0; i < g.size(); ++i) {
    const node& n = g[i];
    if (n.op < 0 || n.op >= static_cast<int>(all_ops::size)) return "unknown op";
    const op_facts& facts = facts_of(n.op);
    shape_request request;
    request.attr = n.attr;
    request.wanted = n.shape;
    for (int k = 0; k < 3; ++k) {
      const int x = n.in[k];
      if (k >= facts.arity) {
        if (x != -1) return "more operands than the op's arity";
        continue;
      }
      if (x < 0 || x >= i) return "an operand that does not stand before its user";
      request.operand[k] = g[x].shape;
    }
    if (!(facts.shape(request) == n.shape)) return "a shape that is not the op's";
    if (is<leaf_op>(n)) {
      const int at = leaf_of(n);
      if (at < 0 || at >= g.leaves.size()) return "a leaf that is not in the list";
      const leaf& l = g.leaves[at];
      if (!(l.shape == n.shape) || l.type != n.type) return "a leaf of another shape or type";
    }
    const int r = facts.stands == standing::with_operands ? 0 : region_named(n);
    if (facts.stands != standing::with_operands && (r < 0 || r >= g.regions.size()))
      return "a region that is not in the list";
    if (is<each_op>(n) && g[n.in[0]].shape[0] != g.regions[r].length)
      return "slices of another number than the region's iterations";
    if (is<advance_op>(n) && !is<carry_op>(g[n.in[0]])) return "an advance of what is no carry";
    if (is<final_op>(n) && !is<advance_op>(g[n.in[0]])) return "the end of what is not advanced";
    if (writes_leaf(n) && !is<leaf_op>(g[n.in[0]])) return "an assignment to what is no leaf";
  }
  for (int r : g.results)
    if (r < 0 || r >= g.size()) return "a result that is no node";
  return {};
}

}  // namespace tapeless::ir
