// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/builder.hpp>

namespace tapeless::passes {

namespace detail {
/// Whether a node is one number made of numbers and scalar leaves: it can be computed before all else.
constexpr bool is_prelude(graph_view g, int id, const list<char>& prelude) {
  const node& n = g[id];
  const op_kind kind = facts_of(n.op).kind;
  if (n.shape.count() != 1 || (kind != op_kind::source && kind != op_kind::elementwise))
    return false;
  for (int x : n.in)
    if (x >= 0 && prelude[x] == 0) return false;
  return true;
}
}  // namespace detail

/// When a node is computed: `prelude`, the step's scalars; `tables`, made of parameters, states, numbers and positions
/// alone and stretched by a user (a scale per channel, angles per position); all else.
enum class turn : char { later, prelude, tables };
inline constexpr turn turns_in_order[] = {turn::prelude, turn::tables, turn::later};

/// Before   verify_graph(g) is empty
/// Cost     O(nodes)
constexpr list<turn> turns_of(graph_view g, const list<char>& used) {
  const int size = g.size();
  list<turn> out(size);
  list<char> prelude(size), lasting(size), table(size);
  for (int i = 0; i < size; ++i) {
    if (used[i] == 0) continue;
    const node& n = g[i];
    prelude[i] = detail::is_prelude(g, i, prelude) ? 1 : 0;
    const op_kind kind = facts_of(n.op).kind;
    bool lasts = kind == op_kind::source || kind == op_kind::elementwise ||
                 (kind == op_kind::view && facts_of(n).stands == standing::with_operands);
    if (const int l = leaf_of(n); l >= 0) {
      const leaf_kind from = g.leaves[l].kind;
      lasts = from != leaf_kind::input && from != leaf_kind::target;
    }
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) lasts = lasts && lasting[n.in[k]] != 0;
    lasting[i] = lasts ? 1 : 0;
  }
  for (int i = size; i-- > 0;) {
    if (used[i] == 0) continue;
    const node& n = g[i];
    const bool stretches = facts_of(n.op).kind == op_kind::elementwise;
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      const int x = n.in[k];
      if (lasting[x] == 0 || prelude[x] != 0) continue;
      const bool made = facts_of(g[x].op).kind != op_kind::source;
      if (table[i] != 0 || (stretches && made && g[x].shape.count() < n.shape.count()))
        table[x] = 1;
    }
    out[i] = prelude[i] != 0 ? turn::prelude : table[i] != 0 ? turn::tables : turn::later;
  }
  return out;
}

}  // namespace tapeless::passes
