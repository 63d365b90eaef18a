// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/look/views.hpp>
#include <tapeless/passes/schedule/schedule_walk.hpp>

namespace tapeless::passes::detail {

// How the kernel under construction reads and writes values: which buffer, and how far each loop moves in it.

constexpr operand number(double v) { return {operand::from::constant, -1, v}; }
constexpr operand local(int instruction) { return {operand::from::local, instruction, 0}; }

constexpr void bind_to_buffer(schedule_walk& s, access& a, int b, const region_steps& step = {}) {
  a.buffer = s.w.bind(b, step);
  a.type = s.all.buffers[b].type;
}
constexpr void bind_to(schedule_walk& s, access& a, const place_of_value& p) {
  bind_to_buffer(s, a, buffer_of(s, p.base), p.step);
}

/// Which loop each axis of a value of shape d is, at a level of the kernel; -1 for axes of size 1.
constexpr const int* loops_of(schedule_walk& s, const dims& d, int level) {
  if (level == s.found_level && d == s.found_for) return s.found_loops;  // mostly asked again
  s.found_level = level;
  s.found_for = d;
  int l = 0;
  for (int i = 0; i < d.rank; ++i) {
    if (d.size[i] == 1) {
      s.found_loops[i] = -1;
    } else {
      while (l < s.loops && (s.loop_size.items[l] == 1 || (level == 1 && has_axis(s.folded, l))))
        ++l;
      s.found_loops[i] = l++;
    }
  }
  return s.found_loops;
}

/// Moves over the elements of shape d by strides of its axes.
constexpr access moving(schedule_walk& s, const dims& d, int level, int start,
                        const fixed<int, max_rank>& stride) {
  access a;
  a.start = start;
  const int* loop = loops_of(s, d, level);
  for (int i = 0; i < d.rank; ++i)
    if (loop[i] >= 0) a.stride[loop[i]] = stride.items[i];
  return a;
}

/// How the kernel, at element (i, j, …) of a value of shape `d`, reads x, which broadcasts to d.
constexpr access access_to(schedule_walk& s, int x, const dims& d, int level) {
  const place_of_value& p = s.places[x];
  const dims& dx = s.nodes[x].shape;
  access a;
  a.start = p.start;
  const int* loop = loops_of(s, d, level);
  const int shift = d.rank - dx.rank;
  for (int i = shift > 0 ? shift : 0; i < d.rank; ++i)
    if (loop[i] >= 0 && dx.size[i - shift] != 1) a.stride[loop[i]] = p.stride.items[i - shift];
  if (in_memory(s, p.base)) bind_to(s, a, p);
  return a;
}

/// The access of a buffer by strides of the axes of shape d.
constexpr access moving_in_buffer(schedule_walk& s, int b, const dims& d, int start,
                                  const fixed<int, max_rank>& stride) {
  access a = moving(s, d, 0, start, stride);
  bind_to_buffer(s, a, b);
  return a;
}

/// The access of a freshly made row-major buffer with elements of shape d.
constexpr access access_to_buffer(schedule_walk& s, int b, const dims& d, int level,
                                  const region_steps& step = {}) {
  access a = moving(s, d, level, 0, row_major_strides(d));
  bind_to_buffer(s, a, b, step);
  return a;
}

/// An operand that is not computed in this kernel: a number, a position, or a load.
constexpr operand outside(schedule_walk& s, int x, const dims& d, int level) {
  const int base = s.places[x].base;
  if (s.members[base].group < 0 && is<constant_op>(s.nodes[base]))
    return number(number_of(s.nodes[base]));
  return {in_memory(s, base) ? operand::from::load : operand::from::position,
          s.w.add(access_to(s, x, d, level)), 0};
}

/// The access of elements that an integer chooses: `data` moves along the axes of shape d that stand outside the index, the
/// integer with those of `indices`, which are the axes of d from `axis` on. `limit` values of it are allowed.
constexpr access indexed_access(schedule_walk& s, const dims& d, int level, int indices, int axis,
                                const fixed<int, max_rank>& data, int limit) {
  const place_of_value& pi = s.places[indices];
  const int* loop = loops_of(s, d, level);
  const int index_rank = s.nodes[indices].shape.rank;
  access where, a;
  where.start = pi.start;
  for (int i = 0; i < d.rank; ++i) {
    const int l = loop[i];
    if (l < 0) continue;
    if (i >= axis && i < axis + index_rank)
      where.stride[l] = pi.stride[i - axis];
    else
      a.stride[l] = data[i < axis ? i : i - index_rank + 1];
  }
  bind_to(s, where, pi);
  a.index_access = s.w.add(where);
  a.index_stride = data[axis];
  a.index_limit = limit;
  return a;
}

/// The elements that a gather reads.
constexpr access gather_access(schedule_walk& s, int id, int level) {
  const node& n = s.nodes[id];
  const int data = n.in[0], axis = attributes_of<gather_op>(n).axis;
  const place_of_value& p = s.places[data];
  access a = indexed_access(s, n.shape, level, n.in[1], axis, p.stride, s.nodes[data].shape[axis]);
  a.start = p.start;
  bind_to(s, a, p);
  return a;
}

/// The elements of buffer `out`, which holds a value of shape `to`, to which updates go.
constexpr access scatter_access(schedule_walk& s, const dims& to, int updates, int indices,
                                int axis, int out) {
  access a =
      indexed_access(s, s.nodes[updates].shape, 0, indices, axis, row_major_strides(to), to[axis]);
  bind_to_buffer(s, a, out);
  return a;
}

}  // namespace tapeless::passes::detail
