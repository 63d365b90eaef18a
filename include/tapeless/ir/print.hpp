// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/text.hpp>
#include <tapeless/ir/graph.hpp>

namespace tapeless::ir {

/// Adds "[4, 10]" to a text.
constexpr auto& print(auto& out, const dims& d) {
  out.add('[');
  for (int i = 0; i < d.rank; ++i) {
    if (i > 0) out.add(", ");
    out.add(d[i]);
  }
  return out.add(']');
}

/// Adds the dotted path of a scope ("encoder.0."), as state_dict would name it.
constexpr void print_scope(auto& out, graph_view g, int s) {
  if (s < 0) return;
  const scope& at = g.scopes[s];
  print_scope(out, g, at.parent);
  if (at.silent) return;
  if (at.name.empty())
    out.add(at.position);
  else
    out.add(at.name);
  out.add('.');
}

/// Adds the full name of a leaf: path and tag.
constexpr void print_path(auto& out, graph_view g, const leaf& l) {
  if (l.owner >= 0) {  // an optimiser's state is named after its parameter
    print_path(out, g, g.leaves[l.owner]);
    out.add('.');
  } else {
    print_scope(out, g, l.scope);
  }
  out.add(l.name);
  if (l.group > 0) out.add('@').add(l.group);
}

/// Adds strides and dilations.
constexpr void print_steps(auto& out, const node& n) {
  const int spatial = n.shape.rank - 3;
  out.add(" stride");
  for (int i = 0; i < spatial; ++i) out.add(' ').add(packed_step(n.attr.first, i));
  out.add(" dilation");
  for (int i = 0; i < spatial; ++i) out.add(' ').add(packed_step(n.attr.second, i));
}

/// Adds one line: `%4 = mul %1, %1 : [4]`. The element type is named where it is not the default.
constexpr void print_node(auto& out, graph_view g, int id) {
  const node& n = g[id];
  const op_facts& facts = facts_of(n.op);
  out.add('%').add(id).add(" = ");
  if (is<leaf_op>(n)) {
    const leaf& l = g.leaves[n.attr.first];
    print_path(out.add(name_of(l.kind)).add(' '), g, l);
  } else {
    out.add(facts.name);
    if (is<constant_op>(n)) out.add(' ').add(n.attr.value);
    for (int i = 0; i < facts.arity; ++i) out.add(i > 0 ? ", %" : " %").add(n.in[i]);
    const attributes& a = n.attr;
    switch (facts.kind) {
      case op_kind::reduction: {
        out.add(" over");
        for (int i = 0; i < g[n.in[0]].shape.rank; ++i)
          if (has_axis(a.axis, i)) out.add(' ').add(i);
        if (a.first != 0) out.add(" first");
        break;
      }
      case op_kind::contraction:
        if (!is<contract_op>(n)) print_steps(out, n);
        break;
      case op_kind::view:
      case op_kind::movement:
        if (is<permute_op>(n)) {
          out.add(" axes");
          for (int i = 0; i < n.shape.rank; ++i)
            out.add(' ').add(permute_op::source_axis(a.axis, i));
        } else if (is<slice_op>(n) || is<pad_op>(n)) {
          out.add(" axis ").add(a.axis).add(" from ").add(a.first).add(" step ").add(a.second);
        } else if (is<windows_op>(n) || is<overlap_add_op>(n)) {
          out.add(" axis ")
              .add(a.axis)
              .add(" stride ")
              .add(a.first)
              .add(" dilation ")
              .add(a.second);
        } else if (is<reverse_op>(n)) {
          out.add(" axes");
          for (int i = 0; i < n.shape.rank; ++i)
            if (has_axis(a.axis, i)) out.add(' ').add(i);
        } else if (is<each_op>(n)) {
          out.add(" of region ").add(a.first);
        } else if (!is<reshape_op>(n) && !is<broadcast_op>(n)) {
          out.add(" axis ").add(a.axis);
        }
        break;
      case op_kind::loop:
        if (!is<advance_op>(n) && !is<final_op>(n)) out.add(" of region ").add(a.first);
        break;
      default:
        if (is<iota_op>(n)) out.add(" axis ").add(a.axis);
        if (is<random_op>(n)) out.add(" distribution ").add(a.axis).add(" stream ").add(a.first);
    }
  }
  print(out.add(" : "), n.shape);
  if (stored_element(n.type) != default_element) out.add(' ').add(name_of(n.type));
  out.add('\n');
}

/// Adds one line: `region 0: 10 iterations`.
constexpr void print_region(auto& out, graph_view g, int r) {
  const region& at = g.regions[r];
  out.add("region ").add(r).add(": ").add(at.length).add(" iterations");
  if (at.reverse) out.add(" in reverse");
  if (at.parallel) out.add(" in parallel");
  if (at.parent >= 0) out.add(" within region ").add(at.parent);
  out.add('\n');
}

/// Adds the graph, one region and one node a line, in the grammar of docs/ir.md.
constexpr void print_graph(auto& out, graph_view g) {
  for (int r = 0; r < g.regions.size(); ++r) print_region(out, g, r);
  for (int i = 0; i < g.size(); ++i) print_node(out, g, i);
  if (g.results.empty()) return;
  out.add("return");
  for (int i = 0; i < g.results.size(); ++i) out.add(i > 0 ? ", %" : " %").add(g.results[i]);
  out.add('\n');
}

/// The graph as text.
template <std::size_t Capacity = 16384>
constexpr text<Capacity> print(graph_view g) {
  text<Capacity> out;
  print_graph(out, g);
  return out;
}

}  // namespace tapeless::ir
