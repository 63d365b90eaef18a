// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>

namespace tapeless::passes {

/// A value of its own, in row-major order.
constexpr place_of_value own_place(int id, const dims& d) { return {id, 0, row_major_strides(d)}; }

constexpr bool is_row_major(const place_of_value& p, const dims& d) {
  const auto wanted = row_major_strides(d);
  for (int i = 0; i < d.rank; ++i)
    if (d.size[i] != 1 && p.stride.items[i] != wanted.items[i]) return false;
  return true;
}

/// Strides of the operand of a reshape under the new shape; `base == -1` if no strides can say it.
constexpr place_of_value reshaped_place(const place_of_value& x, const dims& from, const dims& to) {
  place_of_value out{x.base, x.start, {}, x.step};
  if (squeezed(from) == squeezed(to)) {
    int axis = 0;
    for (int i = 0; i < to.rank; ++i) {
      if (to[i] == 1) continue;
      while (from[axis] == 1) ++axis;
      out.stride[i] = x.stride[axis++];
    }
    return out;
  }
  if (!is_row_major(x, from)) return {};
  out.stride = row_major_strides(to);
  return out;
}

/// The place of windows on x, of so many axes.
constexpr place_of_value windows_place(const place_of_value& x, const attributes& a, int rank) {
  place_of_value out = x;
  for (int i = rank; --i > a.axis + 1;) out.stride[i] = x.stride[i - 1];
  out.stride[a.axis] = x.stride[a.axis] * a.first;
  out.stride[a.axis + 1] = x.stride[a.axis] * a.second;
  return out;
}

/// The place of a view, made from its operand's place.
constexpr place_of_value view_place(const node& n, const place_of_value& x, const dims& from) {
  place_of_value out = x;
  const int axis = n.attr.axis;
  if (is<reshape_op>(n)) return reshaped_place(x, from, n.shape);
  if (is<permute_op>(n)) {
    for (int i = 0; i < n.shape.rank; ++i)
      out.stride[i] = x.stride[permute_op::source_axis(n.attr.axis, i)];
  } else if (is<broadcast_op>(n)) {
    const int shift = n.shape.rank - from.rank;
    for (int i = 0; i < n.shape.rank; ++i)
      out.stride[i] = i < shift || from[i - shift] == 1 ? 0 : x.stride[i - shift];
  } else if (is<slice_op>(n)) {
    out.start += n.attr.first * x.stride[axis];
    out.stride[axis] = x.stride[axis] * n.attr.second;
  } else if (is<windows_op>(n)) {
    return windows_place(x, n.attr, n.shape.rank);
  } else if (is<each_op>(n)) {
    out.step[n.attr.second] += x.stride[0];
    for (int i = 0; i < n.shape.rank; ++i) out.stride[i] = x.stride[i + 1];
    for (int i = n.shape.rank; i < max_rank; ++i) out.stride[i] = 0;
  } else if (is<reverse_op>(n)) {
    for (int i = 0; i < n.shape.rank; ++i) {
      if (!has_axis(n.attr.axis, i)) continue;
      out.start += (n.shape[i] - 1) * x.stride[i];
      out.stride[i] = -x.stride[i];
    }
  }
  return out;
}

/// The axes that a convolution of one channel a group (or its gradient by the weight) sums over, if it runs as a fold: lanes
/// along groups, or along places. No axes: it runs as a matrix product.
constexpr dims folded_by(graph_view g, int id) {
  const node& n = g[id];
  const bool filter = is<convolve_filter_op>(n);
  if (!filter && !is<convolve_op>(n)) return {};
  const dims& w = filter ? n.shape : g[n.in[1]].shape;
  const dims& y = filter ? g[n.in[1]].shape : n.shape;
  const int spatial = w.rank - 3;
  if (w[spatial + 1] != 1 || w[spatial + 2] != 1) return {};
  dims summed;
  if (filter) {
    // (one group: the elements of the kernel are too few for lanes)
    if (w[spatial] == 1) return {};
    summed[summed.rank++] = y[0];
  }
  for (int i = 0; i < spatial; ++i) summed[summed.rank++] = filter ? y[1 + i] : w[i];
  summed = squeezed(summed);
  return summed.rank + squeezed(n.shape).rank <= max_rank ? summed : dims{};
}

}  // namespace tapeless::passes
