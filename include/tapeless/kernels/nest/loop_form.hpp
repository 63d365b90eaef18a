// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/list.hpp>
#include <tapeless/ir/plan.hpp>

namespace tapeless::kernels {

/// The loops of a kernel in one form: a scalar kernel has one loop of one element, a contraction
/// is the nest of its epilogue (batch…, m, n; or batch…, m if there is one column), and `columns` says which axis
/// fills the lanes.
struct loop_form {
  int loops = 0;
  int outer = 0;         ///< loops [0, outer) are kept, the others folded
  int vector_loop = 0;   ///< lanes run along it
  bool columns = false;  ///< … and it is an outer loop: the folded loops run inside
  fixed<int, max_loops> size{};

  constexpr int vector_size() const { return size[vector_loop]; }
};

/// True if a product of one column takes its rows for columns: these can fill the lanes.
constexpr bool is_turned(const kernel& k) {
  return k.kind == kernel_kind::contract && k.size[k.outer - 1] == 1 && k.size[k.outer - 2] > 1;
}

constexpr loop_form form_of(const kernel& k) {
  loop_form f{.loops = k.loops, .outer = k.outer, .vector_loop = k.vector_loop};
  for (int l = 0; l < max_loops; ++l) f.size[l] = k.size[l];
  if (k.kind == kernel_kind::contract) {
    f.loops = k.outer - (is_turned(k) ? 1 : 0);
    f.outer = f.vector_loop = f.loops - 1;
  } else if (k.loops == 0) {
    f.loops = 1;
    f.outer = f.vector_loop = 0;
    f.size[0] = 1;
  }
  f.columns = f.vector_loop < f.outer;
  return f;
}

}  // namespace tapeless::kernels
