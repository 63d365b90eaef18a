// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/schedule/bodies.hpp>

namespace tapeless::passes::detail {

/// Kernels of sums of products (matrix products, convolutions), with what is done to each element of the result.
class contractions : public bodies {
 protected:
  using bodies::bodies;

  constexpr void write_contraction(const group& gr, int id) {
    const node& n = node_[gr.root];
    const product_loops p = loops_of_product(gr.root);
    // loops: axes of the result that are not 1, but the last, n, always, and one before it that B does not move along,
    // for m; then what is summed
    const int last = n.shape.rank - 1;
    dims kept;
    bool has_rows = false;
    for (int i = 0; i < last; ++i) has_rows = has_rows || (n.shape[i] != 1 && p.right.kept[i] == 0);
    if (!has_rows) kept.rank = 1;
    const int first = kept.rank;
    for (int i = 0; i <= last; ++i)
      if (n.shape[i] != 1 || i == last) kept[kept.rank++] = n.shape[i];
    begin(kernel_kind::contract, kept, 0, gr.type, id);
    kernel& k = w_.made;
    k.outer = kept.rank;
    for (int i = 0; i < p.summed; ++i)
      if (p.size[i] != 1) k.size[k.loops++] = p.size[i];
    // (as they are: the product of a matrix with itself has two)
    const auto add_operand = [&](int x, const product_loops::moves& m) {
      w_.accesses.push_back(operand_access(x, n.shape, last, p, m, first, k.outer));
    };
    add_operand(n.in[0], p.left);
    add_operand(n.in[1], p.right);
    const operand loads[] = {{operand::from::load, 0, 0}, {operand::from::load, 1, 0}};
    remember(gr.root, 0, w_.add(instruction{n.op, {loads[0], loads[1]}, {}, 0, 0}));
    write_members(gr);
    w_.settle_product();
    give_room(gr.type);
    launch_kernel(id);
  }

 private:
  /// Room to copy columns of B together, if that can pay; or for sums, where so much is summed that the operands of one tile
  /// would not stay in the cache: then a part of it is summed in all tiles, and the next.
  constexpr void give_room(element type) {
    kernel& k = w_.made;
    const int columns = k.size[k.outer - 1];
    int rows = k.size[k.outer - 2], depth = 1;
    for (int l = 0; l < k.outer - 2; ++l)
      if (w_.accesses[1].stride[l] == 0) rows *= k.size[l];
    for (int l = k.outer; l < k.loops; ++l) depth *= k.size[l];
    const bool contiguous = w_.accesses[1].stride[k.outer - 1] == 1;
    if (contiguous && columns > 1 && depth > longest_sum && rows > 1 && rows <= depth / 4)
      w_.cut_summed_loops(longest_sum / 4);
    k.packed = k.blocks == 0 && !(contiguous && (rows <= 4 || depth > longest_panel));
    const int length = k.blocks > 0 ? rows : depth;
    if (k.blocks > 0 || k.packed)
      w_.bindings.push_back({add_buffer(panel_elements(columns, length), type), {}});
  }
  static constexpr int longest_sum = 1024, longest_panel = 8192;
};

}  // namespace tapeless::passes::detail
