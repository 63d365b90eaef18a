// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/rebuild.hpp>

namespace tapeless {

/// Puts the operands of commutative ops in one order, so that equal nodes are equal to the letter.
constexpr void order_operands(node& n) {
  if (n.in[1] >= 0 && n.in[0] > n.in[1] && facts_of(n.op).commutative) std::swap(n.in[0], n.in[1]);
}

/// Makes every value once: equal nodes (up to the order of commutative operands) become one.
///
/// Before   verify_graph(from) is empty
/// After    no two equal nodes
/// Cost     O(nodes); the builder finds equals by hash
constexpr builder merge_equal(graph_view from) {
  builder to(from);
  rebuild(from, to, [&](int, node n) {
    order_operands(n);
    return to.add(n);
  });
  return to;
}

}  // namespace tapeless
