// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/schedule/schedule_access.hpp>

namespace tapeless::passes::detail {

// Kernels that move elements, each a nest of one instruction: `begin_copy` or `begin_fill`, then `end_copy` with the access
// to which the elements go.

constexpr void begin_fill(schedule_walk& s, const dims& d, element type) {
  begin_kernel(s, kernel_kind::nest, squeezed(d), 0, computes_in(type));
}
/// The operand with the elements of x, over a shape.
constexpr operand begin_copy(schedule_walk& s, int x, const dims& d, element type) {
  begin_fill(s, d, type);
  return outside(s, x, d, 0);
}
constexpr void end_copy(schedule_walk& s, const operand& from, const access& to, int group,
                        bool accumulate = false) {
  const int at = s.w.add(instruction{code_of<stop_gradient_op>, {from}, {}, 0, 0});
  s.w.stores.push_back({local(at), s.w.add(to), 0, 0, accumulate});
  s.w.settle_loops(0);
  launch_kernel(s, group);
}

/// Fills the buffer of a value with a number.
constexpr void write_fill(schedule_walk& s, double v, const node& n, int out, int group) {
  begin_fill(s, n.shape, n.type);
  end_copy(s, number(v), access_to_buffer(s, out, n.shape, 0), group);
}

/// Copies x into a part of a buffer: at `start`, by strides.
constexpr void write_part(schedule_walk& s, int x, element type, int out, int start,
                          const fixed<int, max_rank>& stride, int group, bool accumulate = false) {
  const dims& d = s.nodes[x].shape;
  const operand from = begin_copy(s, x, d, type);
  end_copy(s, from, moving_in_buffer(s, out, d, start, stride), group, accumulate);
}

/// Writes a pad, and the pads that it is made of: the value around, then the elements inside.
constexpr void write_pad(schedule_walk& s, int id, int out, int group) {
  const node& n = s.nodes[id];
  write_fill(s, attributes_of<pad_op>(n).value, n, out, group);
  auto stride = row_major_strides(n.shape);
  int start = 0, from = id;
  do {
    const auto a = attributes_of<pad_op>(s.nodes[from]);
    start += a.before * stride[a.axis];
    stride[a.axis] *= a.between + 1;
    from = s.nodes[from].in[0];
  } while (is<pad_op>(s.nodes[from]) && s.members[from].group < 0);
  write_part(s, from, n.type, out, start, stride, group);
}

constexpr void write_concat(schedule_walk& s, const node& n, int out, int group) {
  const auto stride = row_major_strides(n.shape);
  const int axis = attributes_of<concat_op>(n).axis, behind = s.nodes[n.in[0]].shape[axis];
  write_part(s, n.in[0], n.type, out, 0, stride, group);
  write_part(s, n.in[1], n.type, out, behind * stride[axis], stride, group);
}

/// Copies updates to the elements of a buffer that indices choose, or adds them there. The buffer holds a value of n's shape.
constexpr void write_scatter(schedule_walk& s, const node& n, int updates, int indices, int out,
                             int group, bool accumulate) {
  const operand from = begin_copy(s, updates, s.nodes[updates].shape, n.type);
  end_copy(s, from,
           scatter_access(s, n.shape, updates, indices, along_axis::read(n.attr).axis, out), group,
           accumulate);
}

/// Adds windows to what they lie over. Within a window no element is met twice, so lanes along it never meet; neither
/// do lanes across windows that merged with it, as then they do not overlap.
constexpr void write_windows(schedule_walk& s, const node& n, int out, int group) {
  const dims& d = s.nodes[n.in[0]].shape;
  const auto a = attributes_of<overlap_add_op>(n);
  const int axis = a.axis, size = n.shape[axis];
  const bool apart = a.dilation == 1 && a.stride >= d[axis + 1];
  const bool exact = apart && a.stride == d[axis + 1] && d[axis] * d[axis + 1] == size;
  if (!exact) write_fill(s, 0, n, out, group);
  const place_of_value p = windows_op::place({own_place(out, n.shape), n.shape, d, n.attr});
  write_part(s, n.in[0], n.type, out, 0, p.stride, group, !apart);
}

/// Copies all of x, in order, to a buffer.
constexpr void write_whole(schedule_walk& s, int x, const dims& d, element type, int out,
                           int group) {
  const operand from = begin_copy(s, x, d, type);
  end_copy(s, from, access_to_buffer(s, out, d, 0), group);
}

/// Writes an assignment behind all groups, or at the end of an iteration.
constexpr void write_late_assignment(schedule_walk& s, int id, int group) {
  const node& n = s.nodes[id];
  const int leaf = buffer_of(s, n.in[0]);
  const leaf_write how = facts_of(n).writes;
  if (how == leaf_write::add_some || how == leaf_write::put_some)
    return write_scatter(s, n, n.in[1], n.in[2], leaf, group, how == leaf_write::add_some);
  // (a value that was a leaf or a view has its own group and buffer by now)
  write_whole(s, s.members[id].group >= 0 ? id : n.in[1], n.shape, n.type, leaf, group);
}

/// (By name: what each movement writes, in how many kernels, is the business of this file; a new one is a row here.)
///
/// Writes a group that moves elements: a pad, a concat, a scatter, windows, a view that strides cannot say, or an
/// assignment at the end of an iteration.
constexpr void write_copy(schedule_walk& s, const group& gr, int id) {
  const node& n = s.nodes[gr.root];
  if (is<advance_op>(n)) return write_late_assignment(s, gr.root, id);
  const int out = buffer_of(s, gr.root);
  switch (n.op) {
    case code_of<pad_op>: return write_pad(s, gr.root, out, id);
    case code_of<concat_op>: return write_concat(s, n, out, id);
    case code_of<scatter_add_op>:
      write_fill(s, 0, n, out, id);
      return write_scatter(s, n, n.in[0], n.in[1], out, id, true);
    case code_of<overlap_add_op>: return write_windows(s, n, out, id);
    default: return write_whole(s, n.in[0], s.nodes[n.in[0]].shape, n.type, out, id);
  }
}

}  // namespace tapeless::passes::detail
