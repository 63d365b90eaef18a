// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/bodies.hpp>

namespace tapeless::detail {

/// Kernels of matrix products, with what is done to each element of the result.
class contractions : public bodies {
 protected:
  using bodies::bodies;

  constexpr void write_contraction(const group& gr, int id) {
    const node& n = node_[gr.root];
    const int rank = n.shape.rank, a = n.in[0], b = n.in[1];
    // loops: batch axes that are not 1, m, n, k
    dims loops;
    for (int i = 0; i < rank - 2; ++i)
      if (n.shape[i] != 1) loops[loops.rank++] = n.shape[i];
    const int batch = loops.rank;
    const int rows = n.shape[rank - 2], columns = n.shape[rank - 1],
              depth = node_[a].shape[node_[a].shape.rank - 1];
    loops[loops.rank++] = rows;
    loops[loops.rank++] = columns;
    loops[loops.rank++] = depth;
    begin(kernel_kind::contract, loops, 0, gr.type, id);
    loops_ = batch + 2;  // values of the epilogue do not move with k
    const access left = matrix_access(a, n.shape, batch, batch, batch + 2);
    const access right = matrix_access(b, n.shape, batch, batch + 2, batch + 1);
    w_.accesses.push_back(left);  // (as they are: the product of a matrix with itself has two)
    w_.accesses.push_back(right);
    const operand loads[] = {{operand::from::load, 0, 0}, {operand::from::load, 1, 0}};
    remember(gr.root, 0, w_.add(instruction{code_of<contract_op>, {loads[0], loads[1]}, {}, 0, 0}));
    write_members(gr);
    w_.made.outer = w_.made.loops - 1;
    w_.made.vector_loop = w_.made.loops - 2;
    const bool contiguous = right.stride[batch + 1] == 1;
    w_.made.packed = !(contiguous && rows <= 4);
    if (w_.made.packed) w_.buffers.push_back(add_buffer(panel_elements(columns, depth), gr.type));
    w_.launch_in(all_, id);
  }

 private:
  /// Matrix x as operand of a product of shape d: its rows move with loop `row`, its columns with `column`.
  constexpr access matrix_access(int x, const dims& d, int batch, int row, int column) {
    const place_of_value& p = place_[x];
    const dims& dx = node_[x].shape;
    access a;
    a.start = p.start;
    bind_to(a, p.base);
    a.stride[row] = p.stride[dx.rank - 2];
    a.stride[column] = p.stride[dx.rank - 1];
    int l = 0;
    for (int i = 0; i < d.rank - 2 && l < batch; ++i) {
      if (d[i] == 1) continue;
      const int from = i - (d.rank - dx.rank);
      if (from >= 0 && dx[from] != 1) a.stride[l] = p.stride[from];
      ++l;
    }
    return a;
  }
};

}  // namespace tapeless::detail
