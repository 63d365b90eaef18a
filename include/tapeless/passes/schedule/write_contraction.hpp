// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/schedule/schedule_body.hpp>

namespace tapeless::passes::detail {

/// The most steps that a product sums in one go: a tile reads about 32 bytes a step, and they stay in the first-level cache.
constexpr int longest_sum(const ir::target& on) { return on.first_level.bytes / 32; }

/// The most rows of a panel of contiguous columns that is packed: all of it stays in the second-level cache.
constexpr int longest_panel(const ir::target& on) {
  return on.panel_columns == 0 ? 0 : on.second_level.bytes / (on.panel_columns * 4);
}

/// Gives room to copy columns of B together, if that can pay; or for sums, where so much is summed that the operands of one
/// tile would not stay in the cache: then a part of it is summed in all tiles, and the next.
constexpr void give_room(schedule_walk& s, element type) {
  kernel& k = s.w.made;
  const int columns = k.size[k.outer - 1], most = longest_sum(s.on);
  int rows = k.size[k.outer - 2], depth = 1;
  for (int l = 0; l < k.outer - 2; ++l)
    if (s.w.accesses[1].stride[l] == 0) rows *= k.size[l];
  for (int l = k.outer; l < k.loops; ++l) depth *= k.size[l];
  const bool contiguous = s.w.accesses[1].stride[k.outer - 1] == 1;
  if (contiguous && columns > 1 && most > 0 && depth > most && rows > 1 && rows <= depth / 4)
    s.w.cut_summed_loops(most / 4);
  k.packed = k.blocks == 0 && s.on.panel_columns > 0 &&
             !(contiguous && (rows <= 4 || depth > longest_panel(s.on)));
  const int length = k.blocks > 0 ? rows : depth;
  if (k.blocks > 0 || k.packed)
    s.w.bindings.push_back({add_buffer(s, panel_elements(columns, length, s.on), type), {}});
}

/// Writes a sum of products (matrix product, convolution), with what is done to each element of the result.
///
/// Loops: the axes of the result that are not 1, but the last, n, always, and one before it along which B does not move,
/// for m; then what is summed.
constexpr void write_contraction(schedule_walk& s, const group& gr, int id) {
  const node& n = s.nodes[gr.root];
  const product_loops p = loops_of_product(s, gr.root);
  const int last = n.shape.rank - 1;
  dims kept;
  bool has_rows = false;
  for (int i = 0; i < last; ++i) has_rows = has_rows || (n.shape[i] != 1 && p.right.kept[i] == 0);
  if (!has_rows) kept.rank = 1;
  const int first = kept.rank;
  for (int i = 0; i <= last; ++i)
    if (n.shape[i] != 1 || i == last) kept[kept.rank++] = n.shape[i];
  begin_kernel(s, kernel_kind::contract, kept, 0, gr.type, id);
  kernel& k = s.w.made;
  k.outer = kept.rank;
  for (int i = 0; i < p.summed; ++i)
    if (p.size[i] != 1) k.size[k.loops++] = p.size[i];
  // (not w.add: the product of a matrix with itself has two)
  s.w.accesses.push_back(operand_access(s, n.in[0], n.shape, last, p, p.left, first, k.outer));
  s.w.accesses.push_back(operand_access(s, n.in[1], n.shape, last, p, p.right, first, k.outer));
  const operand loads[] = {{operand::from::load, 0, 0}, {operand::from::load, 1, 0}};
  remember(s, gr.root, 0, s.w.add(instruction{n.op, {loads[0], loads[1]}, {}, 0, 0}));
  write_members(s, gr);
  s.w.settle_product();
  give_room(s, s.w.made.accumulates_in);
  launch_kernel(s, id);
}

}  // namespace tapeless::passes::detail
