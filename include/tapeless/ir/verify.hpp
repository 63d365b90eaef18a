// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/plan.hpp>

namespace tapeless {

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
      if (n.attr.first < 0 || n.attr.first >= static_cast<int>(g.leaves.size()))
        return "a leaf that is not in the list";
      const leaf& l = g.leaves[n.attr.first];
      if (!(l.shape == n.shape) || l.type != n.type) return "a leaf of another shape or type";
    }
    if (is<assign_op>(n) && !is<leaf_op>(g[n.in[0]])) return "an assignment to what is no leaf";
    if (is<reshape_op>(n) && g[n.in[0]].shape.count() != n.shape.count())
      return "a reshape that changes the number of elements";
  }
  for (int r : g.results)
    if (r < 0 || r >= g.size()) return "a result that is no node";
  return {};
}

/// What is wrong with the places of a plan; empty if nothing is. `place` gives such plans, unless leaves are shared
/// with another program.
constexpr std::string_view verify_plan(const plan_view& p, std::int64_t arena_bytes) {
  for (const buffer& b : p.buffers) {
    if (b.leaf < 0 && b.born < 0) continue;  // never used
    if (b.offset % 64 != 0) return "a buffer that is not aligned";
    if (b.offset < 0 || b.offset + b.bytes > arena_bytes) return "a buffer outside the arena";
  }
  for (int i = 0; i < p.buffers.size(); ++i)
    for (int j = 0; j < i; ++j) {
      const buffer &a = p.buffers[i], &b = p.buffers[j];
      if ((a.leaf < 0 && a.born < 0) || (b.leaf < 0 && b.born < 0)) continue;
      const bool meet = a.leaf >= 0 || b.leaf >= 0 || (a.born <= b.dies && b.born <= a.dies);
      if (meet && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes)
        return "two buffers that live at one time and overlap";
    }
  for (int l = 0; l < p.launches.size(); ++l) {
    const launch& at = p.launches[l];
    if (at.kernel < 0 || at.kernel >= p.kernels.size()) return "a launch of no kernel";
    for (int b = 0; b < p.kernels[at.kernel].bindings; ++b) {
      const int bound = p.bindings[at.first_binding + b];
      if (bound < 0 || bound >= p.buffers.size()) return "a binding to no buffer";
      const buffer& used = p.buffers[bound];
      if (used.leaf < 0 && (l < used.born || l > used.dies)) return "a launch that uses a buffer outside its life";
    }
  }
  return {};
}

}  // namespace tapeless
