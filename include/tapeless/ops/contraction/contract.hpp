// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ops/contraction/product_loops.hpp>
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
  static constexpr op_cost cost = op_cost::multiply_add;
  static constexpr axis_set addressed = 0b11;

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

  // An axis in front is one more axis of the batch. One behind leaves no matrices: then products are made element by element and
  // summed, [..., m, k, 1, n] · [..., 1, k, n, n], so that it fills the lanes, however small the matrices are.
  static constexpr auto batched(auto& b) {
    if (b.leads()) return contract(b.beside(0), b.beside(1));
    const int rank = b.result().rank;
    if (rank + 2 > max_rank) return b.refused();
    const auto parted = [&](int k, int at) {
      const auto x = b.beside(k);
      const dims d = x.shape();
      dims out;
      for (int i = 0; i < d.rank; ++i) {
        if (i == d.rank - 3 + at) out[out.rank++] = 1;
        out[out.rank++] = d[i];
      }
      return reshape_to(x, out);
    };
    const auto left = parted(0, 2), right = parted(1, 0);
    return reshape_to(summed(left * right, 1 << (rank - 1)), b.shape());
  }

  static constexpr dims folded(const dims&, const dims&, const dims&) { return {}; }

  static constexpr product_loops loops(const product_request& r) {
    product_loops out;
    const int rank = r.of_y.rank;
    const auto batch = [&](const dims& d, const place_of_value& p, product_loops::moves& m) {
      for (int i = 0; i < d.rank - 2; ++i)
        if (d[i] != 1) m.kept[i + rank - d.rank] = p.stride[i];
    };
    batch(r.of_a, r.a, out.left);
    batch(r.of_b, r.b, out.right);
    out.left.kept[rank - 2] = r.a.stride[r.of_a.rank - 2];
    out.right.kept[rank - 1] = r.b.stride[r.of_b.rank - 1];
    const int inner = r.of_a.rank - 1;
    out.sum(r.of_a[inner], r.a.stride[inner], r.b.stride[r.of_b.rank - 2]);
    return out;
  }

  // Time may be rows, columns, or one of the axes before; a sum along it meets all frames.
  static constexpr time_rule over_time(const time_request& r) {
    // its place in the result, counted from the end: 1 and 2 are columns and rows, 0 a sum
    const auto place = [&](int k) {
      const int from_end = r.operand[k].rank - r.at[k].axis;
      if (from_end > 2) return from_end;
      return (from_end == 2) == (k == 0) ? from_end : 0;
    };
    const bool of_a = r.is_sequence(0), of_b = r.is_sequence(1);
    const int in_a = of_a ? place(0) : -1, in_b = of_b ? place(1) : -1;
    if (in_a == 0 || in_b == 0) return {};
    if (of_a && of_b && (in_a != in_b || in_a <= 2 || !r.at[0].spaced_as(r.at[1]))) return {};
    time_axis t = of_a ? r.at[0] : r.at[1];
    if (of_a && of_b && r.at[1].lead < t.lead) t.lead = r.at[1].lead;
    const int from_end = of_a ? in_a : in_b;
    time_rule rule = keeps_frames(t, r.result.rank - from_end);
    if (from_end > 2)
      for (int k = 0; k < 2; ++k)
        if (!r.is_sequence(k)) rule.meets[k] = r.operand[k].rank - from_end;
    return rule;
  }
};

}  // namespace tapeless::ops
