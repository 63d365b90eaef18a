// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <tapeless/core/list.hpp>
#include <tapeless/ir/graph.hpp>

namespace tapeless {

/// Numbers of an input's rows that a network takes as indices: `first`, `first` + `step`, …, `count` of them, each to be
/// in [0, size). A size of 0 is none.
struct index_limit {
  int first = 0, step = 1, count = 0, size = 0;
};
using index_limits = core::fixed<index_limit, 8>;

namespace detail {

/// The numbers of an input's rows that are value x, in any order; size 0 where they are not simply those.
constexpr index_limit columns_read(ir::graph_view g, int x, std::string_view input) {
  index_limit found{.size = 1};
  int rows_of_slice = 0;  // 0: no slice so far
  bool moved = false;
  for (;; x = g[x].in[0]) {
    const ir::node& n = g[x];
    const ops::op_facts& facts = ir::facts_of(n);
    if (const int at = ir::leaf_of(n); at >= 0) {
      const ir::leaf& l = g.leaves[at];
      if (l.kind != leaf_kind::input || l.name != input) return {};
      if (rows_of_slice == 0) found.count = l.shape.count() / l.shape[0];
      // its columns are not those of an example
      else if (moved || rows_of_slice != l.shape[0])
        return {};
      return found;
    }
    if (!facts.repeats_elements) return {};
    if (!facts.leaves_out) {
      moved = moved || !facts.keeps_order;
      continue;
    }
    // of what leaves numbers out, only a slice of columns leaves some of each row
    if (!ir::is<ops::slice_op>(n)) return {};
    const auto cut = ir::attributes_of<ops::slice_op>(n);
    if (rows_of_slice > 0 || n.shape.rank != 2 || cut.axis != 1) return {};
    found = {.first = cut.first, .step = cut.step, .count = n.shape[1], .size = 1};
    rows_of_slice = n.shape[0];
    moved = false;
  }
}

}  // namespace detail

/// Numbers of an input's rows that a traced network takes as indices (the tokens of an embedding, say), for whoever feeds it:
/// kernels take the nearest valid one for any other without a word. Numbers that are computed before they are indices
/// are not among them, nor are any beyond the first eight uses.
constexpr index_limits index_limits_of(ir::graph_view traced, std::string_view input) {
  index_limits out{};
  int known = 0;
  for (const ir::node& n : traced.nodes) {
    // (what scatters, too, but there is no telling indices that name nothing there from those that are wrong)
    if (!ir::is<ops::gather_op>(n) || known == out.size()) continue;
    index_limit found = detail::columns_read(traced, n.in[1], input);
    if (found.size == 0) continue;
    found.size = traced[n.in[0]].shape[ir::attributes_of<ops::gather_op>(n).axis];
    out[known++] = found;
  }
  return out;
}

}  // namespace tapeless
