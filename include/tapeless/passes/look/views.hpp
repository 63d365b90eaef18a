// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>

namespace tapeless::passes {

/// The place of a view, made from its operand's place; `base == -1` if no strides can say it.
constexpr place_of_value view_place(const node& n, const place_of_value& x, const dims& from) {
  return facts_of(n).place({x, from, n.shape, n.attr});
}

/// The place of an `iota`, whose elements are numbers of places themselves: it moves by one along its axis.
constexpr place_of_value place_of_position(int id, const node& n) {
  place_of_value p{id, 0, {}};
  p.stride[attributes_of<iota_op>(n).axis] = 1;
  return p;
}

/// The axes that a contraction sums over, if it runs as a fold: lanes along the axes of its result. No axes: it runs as a matrix
/// product.
constexpr dims folded_by(graph_view g, int id) {
  const node& n = g[id];
  const auto rule = facts_of(n).folded;
  if (rule == nullptr) return {};
  const dims summed = squeezed(rule(n.shape, g[n.in[0]].shape, g[n.in[1]].shape));
  return summed.rank + squeezed(n.shape).rank <= max_rank ? summed : dims{};
}

}  // namespace tapeless::passes
