// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/op.hpp>

namespace tapeless::ops {

/// y = a · b: matrix product over the last two axes, batched with broadcasting over the others.
///
/// Transposed operands are views; the kernel takes any strides.
///
/// Shapes    a: […, m, k], b: […, k, n]   →  y: […, m, n]
/// Gradient  da = dy · bᵀ, db = aᵀ · dy, summed over broadcast batch axes
/// Accuracy  fused multiply-adds in order of k
/// Errors    inner sizes differ: [E012]
struct contract_op : structural<op_kind::contraction, 2> {
  static constexpr auto name = "contract";

  static constexpr dims shape(const shape_request& r) {
    dims a = r.operand[0], b = r.operand[1];
    if (a.rank < 2 || b.rank < 2 || a[a.rank - 1] != b[b.rank - 2]) return dims{.rank = -1};
    const int m = a[a.rank - 2], n = b[b.rank - 1];
    a[a.rank - 2] = a[a.rank - 1] = b[b.rank - 2] = b[b.rank - 1] = 1;
    dims d = broadcast(a, b);
    if (d.rank < 0) return d;
    d[d.rank - 2] = m;
    d[d.rank - 1] = n;
    return d;
  }

  // da first: it reads b, and the update of b, which follows db, must come after
  static constexpr auto vjp(auto, auto dy, auto a, auto b) {
    auto da = contract(dy, transposed(b));
    return std::array{da, contract(transposed(a), dy)};
  }
};

}  // namespace tapeless::ops
