// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/schedule/schedule_access.hpp>

namespace tapeless::passes::detail {

/// The most axes over which a sum of products goes: images, and three of space; or three of a kernel, and channels.
inline constexpr int most_summed = 4;

/// A sum of products as loops: how both operands move with the axes of the result, and with the summed ones.
struct product_loops {
  struct moves {
    fixed<int, max_rank> kept{};
    fixed<int, most_summed> summed{};
  };
  int summed = 0;
  fixed<int, most_summed> size{};  ///< of the summed axes
  moves left, right;

  constexpr void sum(int elements, int left_stride, int right_stride) {
    size[summed] = elements;
    left.summed[summed] = left_stride;
    right.summed[summed++] = right_stride;
  }
};

constexpr product_loops loops_of_matrix_product(const schedule_walk& s, const node& n) {
  product_loops out;
  const int rank = n.shape.rank;
  const auto batch = [&](int x, product_loops::moves& m) {
    const dims& d = s.nodes[x].shape;
    for (int i = 0; i < d.rank - 2; ++i)
      if (d[i] != 1) m.kept[i + rank - d.rank] = s.places[x].stride[i];
  };
  batch(n.in[0], out.left);
  batch(n.in[1], out.right);
  const int left_rank = s.nodes[n.in[0]].shape.rank, right_rank = s.nodes[n.in[1]].shape.rank;
  const auto &left = s.places[n.in[0]].stride, &right = s.places[n.in[1]].stride;
  out.left.kept[rank - 2] = left[left_rank - 2];
  out.right.kept[rank - 1] = right[right_rank - 1];
  out.sum(s.nodes[n.in[0]].shape[left_rank - 1], left[left_rank - 1], right[right_rank - 2]);
  return out;
}

constexpr product_loops loops_of_convolution(const schedule_walk& s, const node& n) {
  product_loops out;
  const int spatial = n.shape.rank - 3, group = spatial + 1, channel = spatial + 2;
  const auto &x = s.places[n.in[0]].stride, &w = s.places[n.in[1]].stride;
  const dims& dw = s.nodes[n.in[1]].shape;
  out.left.kept[0] = x[0];
  out.left.kept[group] = x[group];
  out.right.kept[group] = w[group - 1];
  out.right.kept[channel] = w[channel];
  for (int i = 0; i < spatial; ++i) {
    out.left.kept[1 + i] = packed_step(n.attr.first, i) * x[1 + i];
    out.sum(dw[i], packed_step(n.attr.second, i) * x[1 + i], w[i]);
  }
  out.sum(dw[spatial + 1], x[channel], w[spatial + 1]);
  return out;
}

constexpr product_loops loops_of_filter_gradient(const schedule_walk& s, const node& n) {
  product_loops out;
  const int spatial = n.shape.rank - 3, group = spatial + 1, channel = spatial + 2;
  const auto &x = s.places[n.in[0]].stride, &dy = s.places[n.in[1]].stride;
  const dims& d = s.nodes[n.in[1]].shape;
  out.left.kept[group - 1] = x[group];
  out.left.kept[channel - 1] = x[channel];
  out.right.kept[group - 1] = dy[group];
  out.right.kept[channel] = dy[channel];
  out.sum(d[0], x[0], dy[0]);
  for (int i = 0; i < spatial; ++i) {
    out.left.kept[i] = packed_step(n.attr.second, i) * x[1 + i];
    out.sum(d[1 + i], packed_step(n.attr.first, i) * x[1 + i], dy[1 + i]);
  }
  return out;
}

/// Reads a contraction of the graph: a matrix product, a convolution, the gradient of its weight.
constexpr product_loops loops_of_product(const schedule_walk& s, int id) {
  const node& n = s.nodes[id];
  switch (n.op) {
    case code_of<contract_op>: return loops_of_matrix_product(s, n);
    case code_of<convolve_op>: return loops_of_convolution(s, n);
    default: return loops_of_filter_gradient(s, n);
  }
}

/// The access of an operand, for a kernel whose loops from `kept_at` on are the axes of shape d that are not 1, and
/// axis `always`, and from `summed_at` on the summed ones that are not 1.
constexpr access operand_access(schedule_walk& s, int x, const dims& d, int always,
                                const product_loops& p, const product_loops::moves& m, int kept_at,
                                int summed_at) {
  access a;
  a.start = s.places[x].start;
  bind_to(s, a, s.places[x]);
  for (int i = 0; i < d.rank; ++i)
    if (d[i] != 1 || i == always) a.stride[kept_at++] = m.kept[i];
  for (int i = 0; i < p.summed; ++i)
    if (p.size[i] != 1) a.stride[summed_at++] = m.summed[i];
  return a;
}

}  // namespace tapeless::passes::detail
