// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/rewrite/batch.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>

namespace tapeless::passes {

namespace detail {

/// True if each copy has its own.
constexpr bool is_copied(const leaf& l) {
  return l.kind == leaf_kind::parameter || l.kind == leaf_kind::state;
}

/// The like of a node in the copies, or -1 if there is no rule for it.
constexpr int replicated(batch& b, int id) {
  const node& n = b.from[id];
  const int read = leaf_of(n);
  if (read >= 0) {
    b.has_axis[id] = is_copied(b.from.leaves[read]) ? 1 : 0;
    return b.has_axis[id] == 0 || n.shape.rank < max_rank ? b.to.read(read) : -1;
  }
  bool any = kind_of(n) == op_kind::effect || is<carry_op>(n);
  for (int x : n.in) any = any || (x >= 0 && b.has_axis[x] != 0);
  return any ? batched(b, id) : made_again(b.to, with_operands(n, b.fresh)).id;
}

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
  builder to(from);
  batch b(from, to, batch_position::last);
  b.length = copies;
  for (leaf& l : to.leaves)
    if (detail::is_copied(l)) l.shape = b.with_axis(l.shape, copies);
  const list<char> used = detail::used_nodes(from);
  for (int i = 0; i < from.size(); ++i) {
    if (used[i] == 0) continue;
    b.fresh[i] = detail::replicated(b, i);
    if (b.fresh[i] >= 0) continue;
    to.problem = {
        graph_problem::kind::op_without_copies, facts_of(from[i]).name, from[i].shape, {}};
    b.has_axis[i] = 1;  // a stand-in of the right shape follows
    b.fresh[i] = broadcast_to(to.of(to.constant(0)), b.with_axis(from[i].shape, copies)).id;
  }
  for (int x : from.results) to.results.push_back(b.whole(x).id);
  return to;
}

/// How much larger its graph may become (`growth_of` of other passes): products of matrices become sums of products.
inline constexpr int replicate_growth = 4;

}  // namespace tapeless::passes
