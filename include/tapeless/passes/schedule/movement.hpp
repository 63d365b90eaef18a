// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/schedule/contractions.hpp>

namespace tapeless::passes::detail {

/// Kernels that move elements: pad, concat, scatter_add, views that strides cannot say, late assignments.
class movement : public contractions {
 private:
  // (before their users: clang 14 evaluates no member template that is yet to come)
  /// A launch that writes x, over a shape, to an access of a buffer.
  template <class Target>
  constexpr void write_move(int x, const dims& d, element type, int group, Target target,
                            bool accumulate = false) {
    begin_move(d, type);
    const operand from = outside(x, d, 0);
    finish_move(from, target(), accumulate, group);
  }
  template <class Target>
  constexpr void write_fill(double v, const dims& d, element type, int group, Target target) {
    begin_move(d, type);
    finish_move(number(v), target(), false, group);
  }
  constexpr void begin_move(const dims& d, element type) {
    begin(kernel_kind::nest, squeezed(d), 0,
          type == element::float64 ? element::float64 : element::float32);
  }
  constexpr void finish_move(const operand& from, const access& to, bool accumulate, int group) {
    const int at = w_.add(instruction{code_of<stop_gradient_op>, {from}, {}, 0, 0});
    w_.stores.push_back({local(at), w_.add(to), 0, 0, accumulate});
    w_.settle_loops(0);
    launch_kernel(group);
  }

  /// The elements inside a pad, and inside the pads that it is made of.
  constexpr void write_padded(int id, int out, int group) {
    auto stride = row_major_strides(node_[id].shape);
    int start = 0, from = id;
    do {
      const attributes& a = node_[from].attr;
      start += a.first * stride[a.axis];
      stride[a.axis] *= a.second + 1;
      from = node_[from].in[0];
    } while (node_[from].op == code_of<pad_op> && member_[from].group < 0);
    write_move(from, node_[from].shape, node_[id].type, group, [&] {
      access a = moving(node_[from].shape, 0, start, stride);
      bind_to_buffer(a, out);
      return a;
    });
  }

 protected:
  using contractions::contractions;

  constexpr void write_copy(int id, int group) {
    const node& n = node_[id];
    if (n.op == code_of<advance_op>) return write_late(id, group);
    const int out = buffer_of(id), x = n.in[0];
    const dims& dx = node_[x].shape;
    // the operand's elements inside the result: along `axis` from `first`, every `step`
    const auto part = [&](int from, int axis, int first, int step) {
      auto stride = row_major_strides(n.shape);
      const int start = first * stride[axis];
      stride[axis] *= step;
      write_move(from, node_[from].shape, n.type, group, [&] {
        access a = moving(node_[from].shape, 0, start, stride);
        bind_to_buffer(a, out);
        return a;
      });
    };
    const auto fill = [&](double v) {
      write_fill(v, n.shape, n.type, group, [&] { return access_to_buffer(out, n.shape, 0); });
    };
    if (n.op == code_of<pad_op>) {
      fill(n.attr.value);
      write_padded(id, out, group);
    } else if (n.op == code_of<concat_op>) {
      part(x, n.attr.axis, 0, 1);
      part(n.in[1], n.attr.axis, dx[n.attr.axis], 1);
    } else if (n.op == code_of<scatter_add_op>) {
      fill(0);
      write_move(
          x, dx, n.type, group,
          [&] { return scatter_access(n.shape, x, n.in[1], n.attr.axis, out); }, true);
    } else if (n.op == code_of<overlap_add_op>) {
      write_windows(x, n, out, group);
    } else {  // a view that strides cannot say: the operand's elements in order
      write_move(x, dx, n.type, group, [&] { return access_to_buffer(out, dx, 0); });
    }
  }

  constexpr void write_late(int id, int group) {
    const node& n = node_[id];
    const int leaf = buffer_of(n.in[0]);
    if (n.op == code_of<add_at_op> || n.op == code_of<put_at_op>) {
      write_move(
          n.in[1], node_[n.in[1]].shape, n.type, group,
          [&] { return scatter_access(n.shape, n.in[1], n.in[2], n.attr.axis, leaf); },
          n.op == code_of<add_at_op>);
      return;
    }
    // (a value that was a leaf or a view has its own group and buffer by now)
    write_move(member_[id].group >= 0 ? id : n.in[1], n.shape, n.type, group,
               [&] { return access_to_buffer(leaf, n.shape, 0); });
  }

 private:
  /// Adds windows to what they lie over. Within a window no element is met twice, so lanes along it never meet; neither
  /// do lanes across windows that merged with it, as then they do not overlap.
  constexpr void write_windows(int x, const node& n, int out, int group) {
    const dims& d = node_[x].shape;
    const int axis = n.attr.axis, size = n.shape[axis];
    const bool apart = n.attr.second == 1 && n.attr.first >= d[axis + 1];
    const bool exact = apart && n.attr.first == d[axis + 1] && d[axis] * d[axis + 1] == size;
    if (!exact)
      write_fill(0, n.shape, n.type, group, [&] { return access_to_buffer(out, n.shape, 0); });
    write_move(
        x, d, n.type, group,
        [&] {
          const place_of_value p = windows_place(own_place(out, n.shape), n.attr, d.rank);
          access a = moving(d, 0, 0, p.stride);
          bind_to_buffer(a, out);
          return a;
        },
        !apart);
  }

  /// Where updates go in a buffer that holds a value of shape `to`.
  constexpr access scatter_access(const dims& to, int updates, int indices, int axis, int out) {
    const place_of_value& pi = place_[indices];
    const int index_rank = node_[indices].shape.rank;
    const dims& d = node_[updates].shape;
    const auto stride = row_major_strides(to);
    const int* loop = loops_of(d, 0);
    access where, a;
    where.start = pi.start;
    for (int i = 0; i < d.rank; ++i) {
      const int l = loop[i];
      if (l < 0) continue;
      if (i >= axis && i < axis + index_rank)
        where.stride[l] = pi.stride[i - axis];
      else
        a.stride[l] = stride[i < axis ? i : i - index_rank + 1];
    }
    bind_to(where, pi);
    bind_to_buffer(a, out);
    a.index_access = w_.add(where);
    a.index_stride = stride[axis];
    a.index_limit = to[axis];
    return a;
  }
};

}  // namespace tapeless::passes::detail
