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
    switch (n.op) {
      case ops::code_of<ops::permute_op>:
      case ops::code_of<ops::broadcast_op>:
      case ops::code_of<ops::reverse_op>:
      case ops::code_of<ops::each_op>: moved = true; break;
      case ops::code_of<ops::convert_op>:
      case ops::code_of<ops::reshape_op>: break;
      case ops::code_of<ops::slice_op>:
        if (rows_of_slice > 0 || n.shape.rank != 2 || n.attr.axis != 1) return {};
        found = {.first = n.attr.first, .step = n.attr.second, .count = n.shape[1], .size = 1};
        rows_of_slice = n.shape[0];
        moved = false;
        break;
      case ops::code_of<ops::leaf_op>: {
        const ir::leaf& l = g.leaves[n.attr.first];
        if (l.kind != leaf_kind::input || l.name != input) return {};
        if (rows_of_slice == 0) found.count = l.shape.count() / l.shape[0];
        // its columns are not those of an example
        else if (moved || rows_of_slice != l.shape[0])
          return {};
        return found;
      }
      default: return {};
    }
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
    if (!ir::is<ops::gather_op>(n) || known == out.size()) continue;
    index_limit found = detail::columns_read(traced, n.in[1], input);
    if (found.size == 0) continue;
    found.size = traced[n.in[0]].shape[n.attr.axis];
    out[known++] = found;
  }
  return out;
}

}  // namespace tapeless
