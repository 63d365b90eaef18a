// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>
#include <tapeless/passes/look/views.hpp>
#include <tapeless/passes/schedule/kernel_writer.hpp>

namespace tapeless::passes::detail {

/// How a kernel under construction reads and writes values: which buffer, and how far each loop moves in it.
///
/// `schedule` is made of layers, each a class on the one before: accesses, bodies (instructions and phases),
/// contractions, movement (pad, concat, scatter, copies), scheduler (all groups in order).
class accesses {
 protected:
  graph_view g;
  const node* node_;
  const membership* member_;
  const place_of_value* place_;
  const int* origin_;
  const group* groups_;
  launch_list all_;
  kernel_writer w_;  ///< of the kernel under construction
  fixed<int, max_loops> loop_size_{};
  int loops_ = 0;
  axis_set folded_ = 0;
  bool late_ = false;  ///< at the end of the step, whatever group a launch belongs to

  constexpr accesses(graph_view graph, grouping_view fused)
      : g(graph),
        node_(graph.nodes.items),
        member_(fused.nodes.items),
        place_(fused.places.items),
        origin_(fused.origins.items),
        groups_(fused.groups.items),
        leaf_buffer_(g.leaves.size(), -1),
        node_buffer_(g.nodes.size(), -1) {}

  constexpr void begin(kernel_kind kind, const dims& loops, axis_set folded, element type) {
    w_.begin(kind, type, loops);
    loops_ = loops.rank;
    folded_ = folded;
    for (int i = 0; i < loops.rank; ++i) loop_size_.items[i] = loops.size[i];
    found_level_ = -1;
  }

  constexpr int add_buffer(int elements, element type, int node = -1, int leaf = -1) {
    all_.buffers.push_back({.bytes = std::int64_t{elements} * bytes_of(type),
                            .type = type,
                            .node = node,
                            .leaf = leaf,
                            .born = -1});
    return all_.buffers.size() - 1;
  }
  constexpr int leaf_buffer(int leaf) {
    int& b = leaf_buffer_[leaf];
    return b >= 0 ? b : b = add_buffer(g.leaves[leaf].shape.count(), g.leaves[leaf].type, -1, leaf);
  }
  /// The buffer of a node; `elements` if it does not hold all of it.
  constexpr int buffer_of(int id, int elements = 0) {
    const node& n = node_[id];
    if (n.op == code_of<leaf_op>) return leaf_buffer(n.attr.first);
    if (n.op == code_of<final_op>) return buffer_of(node_[n.in[0]].in[0]);  // where the carry is
    int& b = node_buffer_[id];
    return b >= 0 ? b : b = add_buffer(elements > 0 ? elements : n.shape.count(), n.type, id);
  }
  constexpr void bind_to_buffer(access& a, int b, const region_steps& step = {}) {
    a.buffer = w_.bind(b, step);
    a.type = all_.buffers[b].type;
  }
  constexpr void bind_to(access& a, const place_of_value& p) {
    bind_to_buffer(a, buffer_of(p.base), p.step);
  }
  /// Ends the kernel under construction: a launch of a group.
  constexpr void launch_kernel(int group) {
    w_.launch_in(all_, group, late_ ? -1 : groups_[group].region);
  }

  constexpr bool in_memory(int base) const {
    return node_[base].op == code_of<leaf_op> || member_[base].group >= 0;
  }

  /// Which loop each axis of a value of shape d is, at a level of the kernel; -1 for axes of size 1.
  constexpr const int* loops_of(const dims& d, int level) {
    if (level == found_level_ && d == found_for_) return found_loops_;  // mostly asked again
    found_level_ = level;
    found_for_ = d;
    int l = 0;
    for (int i = 0; i < d.rank; ++i) {
      if (d.size[i] == 1) {
        found_loops_[i] = -1;
      } else {
        while (l < loops_ && (loop_size_.items[l] == 1 || (level == 1 && has_axis(folded_, l))))
          ++l;
        found_loops_[i] = l++;
      }
    }
    return found_loops_;
  }

  /// Moves over the elements of shape d by strides of its axes.
  constexpr access moving(const dims& d, int level, int start, const fixed<int, max_rank>& stride) {
    access a;
    a.start = start;
    const int* loop = loops_of(d, level);
    for (int i = 0; i < d.rank; ++i)
      if (loop[i] >= 0) a.stride[loop[i]] = stride.items[i];
    return a;
  }

  /// How the kernel, at element (i, j, …) of a value of shape `d`, reads x, which broadcasts to d.
  constexpr access access_to(int x, const dims& d, int level) {
    const place_of_value& p = place_[x];
    const dims& dx = node_[x].shape;
    access a;
    a.start = p.start;
    const int* loop = loops_of(d, level);
    const int shift = d.rank - dx.rank;
    for (int i = shift > 0 ? shift : 0; i < d.rank; ++i)
      if (loop[i] >= 0 && dx.size[i - shift] != 1) a.stride[loop[i]] = p.stride.items[i - shift];
    if (in_memory(p.base)) bind_to(a, p);
    return a;
  }

  /// The access of a freshly made row-major buffer with elements of shape d.
  constexpr access access_to_buffer(int b, const dims& d, int level,
                                    const region_steps& step = {}) {
    access a = moving(d, level, 0, row_major_strides(d));
    bind_to_buffer(a, b, step);
    return a;
  }

  /// An operand that is not computed in this kernel: a number, a position, or a load.
  constexpr operand outside(int x, const dims& d, int level) {
    const int base = place_[x].base;
    if (member_[base].group < 0 && node_[base].op == code_of<constant_op>)
      return number(node_[base].attr.value);
    return {in_memory(base) ? operand::from::load : operand::from::position,
            w_.add(access_to(x, d, level)), 0};
  }

  /// What a gather reads: the index, and the data that it chooses.
  constexpr access gather_access(int id, int level) {
    const node& n = node_[id];
    const int data = n.in[0], indices = n.in[1], axis = n.attr.axis;
    const place_of_value &pd = place_[data], &pi = place_[indices];
    const int* loop = loops_of(n.shape, level);
    const int index_rank = node_[indices].shape.rank;
    access where, a;
    where.start = pi.start;
    a.start = pd.start;
    for (int i = 0; i < n.shape.rank; ++i) {
      const int l = loop[i];
      if (l < 0) continue;
      if (i >= axis && i < axis + index_rank)
        where.stride[l] = pi.stride[i - axis];
      else
        a.stride[l] = pd.stride[i < axis ? i : i - index_rank + 1];
    }
    bind_to(where, pi);
    bind_to(a, pd);
    a.index_access = w_.add(where);
    a.index_stride = pd.stride[axis];
    a.index_limit = node_[data].shape[axis];
    return a;
  }

  static constexpr operand number(double v) { return {operand::from::constant, -1, v}; }
  static constexpr operand local(int instruction) { return {operand::from::local, instruction, 0}; }

 private:
  list<int> leaf_buffer_, node_buffer_;
  // what loops_of found last
  int found_level_ = -1;
  dims found_for_{};
  int found_loops_[max_rank] = {};
};

}  // namespace tapeless::passes::detail
