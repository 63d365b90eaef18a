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

/// How the numbers of each op are printed.
template <class Out>
inline constexpr auto attribute_printers = [] {
  fixed<void (*)(Out&, const node&), all_ops::size> table{};
  int i = 0;
  all_ops::for_each([&]<class Op>() {
    table[i++] = [](Out& out, const node& n) { attributes_of<Op>(n).print(out, n.shape); };
  });
  return table;
}();

/// Adds one line: `%4 = mul %1, %1 : [4]`. The element type is named where it is not the default.
template <class Out>
constexpr void print_node(Out& out, graph_view g, int id) {
  const node& n = g[id];
  const op_facts& facts = facts_of(n);
  out.add('%').add(id).add(" = ");
  if (const int at = leaf_of(n); at >= 0)
    print_path(out.add(name_of(g.leaves[at].kind)).add(' '), g, g.leaves[at]);
  else
    out.add(facts.name);
  for (int i = 0; i < facts.arity; ++i) out.add(i > 0 ? ", %" : " %").add(n.in[i]);
  attribute_printers<Out>[n.op](out, n);
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
