// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/passes/floating.hpp>

namespace tapeless {

namespace detail {

/// The walk of `fuse`: puts each node into the latest group that made one of its operands, if it fits there, else
/// into a new one. So groups need no sorting: operands never come from a later group.
class fuser : public floating {
 public:
  constexpr explicit fuser(graph_view graph) : floating(graph) {}

  constexpr grouping run() {
    for (int i = 0, size = g.size(); i < size; ++i) visit(i);
    // all that assignments read is known before the first of them decides whether it may write early
    for (int i : assignments_) settle(node_[i].in[1]);
    for (int i : assignments_) make_assigned(i);
    for (int i : assignments_) assign(i);
    for (int r : g.results) store(r);
    return std::move(out);
  }

 private:
  constexpr void visit(int id) {
    const node& n = node_[id];
    switch (facts_of(n.op).kind) {
      case op_kind::source: visit_source(id); break;
      case op_kind::view: visit_view(id); break;
      case op_kind::contraction:
      case op_kind::movement:
        if (n.op == code_of<gather_op>)
          elementwise(id);
        else
          product_or_movement(id);
        break;
      case op_kind::reduction: reduction(id); break;
      case op_kind::elementwise: elementwise(id); break;
      case op_kind::effect: break;
    }
  }

  constexpr void visit_source(int id) {
    const node& n = node_[id];
    if (n.op == code_of<iota_op>) {
      place_[id] = {id, 0, {}};
      place_[id].stride[n.attr.axis] = 1;
    } else {
      place_[id] = own_place(id, n.shape);
    }
    if (n.op != code_of<leaf_op> && usage_[id].wants_memory) open(id, group_kind::map, n.shape);
  }

  constexpr void visit_view(int id) {
    const node& n = node_[id];
    const int x = n.in[0];
    const place_of_value seen = place_[id] = view_place(n, place_[x], node_[x].shape);
    const bool wanted = usage_[id].wants_memory;
    if (seen.base < 0 || !is_squeeze(id) || wanted) settle(x);
    if (seen.base < 0) {
      open(id, group_kind::copy, node_[x].shape);  // loops over the operand, writes in order
      read(id, x);
      return;
    }
    const bool on_nothing = node_[seen.base].op != code_of<leaf_op> && member_[seen.base].group < 0;
    if (wanted && (on_nothing || (usage_[id].asked_for && !is_row_major(seen, n.shape)))) {
      open(id, group_kind::map, n.shape);
      read(id, x);
    }
  }

  constexpr void product_or_movement(int id) {
    const node& n = node_[id];
    for (int x : n.in) settle(x);
    if (facts_of(n.op).kind != op_kind::contraction)
      open(id, group_kind::copy, n.shape);
    else if (const dims summed = folded_by(g, id); summed.rank > 0)
      open_fold(id, summed);
    else
      open(id, group_kind::contraction, n.shape);
    for (int x : n.in) read(id, x);
  }

  /// A sum of products as a fold: its summed axes first, so that lanes run along the last axis of the result.
  constexpr void open_fold(int id, const dims& summed) {
    dims d = summed;
    const dims kept = squeezed(node_[id].shape);
    for (int i = 0; i < kept.rank; ++i) d[d.rank++] = kept[i];
    open(id, group_kind::fold, d);
    out.groups.back().folded = (1 << summed.rank) - 1;
    member_[id].level = 1;
  }

  constexpr void elementwise(int v) {
    const dims& shape = node_[v].shape;
    const bool prelude = shape.count() == 1 && latest_group(v) < 1;
    if (prelude || !may_float(v)) return put_elementwise(v);
    usage_[v].floating = true;
    place_[v] = own_place(v, shape);
  }

  constexpr void reduction(int v) {
    const node& n = node_[v];
    const int x = n.in[0], o = origin_[x];
    settle(x);
    const dims& from = node_[x].shape;
    axis_set folded = 0;
    for (int i = 0, axis = 0; i < from.rank; ++i) {
      if (from[i] == 1) continue;
      if (has_axis(n.attr.axis, i)) folded |= 1 << axis;
      ++axis;
    }
    const int k = member_[o].group;
    if (k >= 0 && member_[o].level == 0 && latest_group(v) == k) {
      group& gr = out.groups[k];
      const bool same_fold = gr.kind == group_kind::fold && gr.folded == folded;
      if (gr.shape == squeezed(from) && gr.type == computed_in(v) && gr.members < most_members &&
          (gr.kind == group_kind::map || same_fold)) {
        gr.kind = group_kind::fold;
        gr.folded = folded;
        ++gr.members;
        member_[v] = {.group = k, .level = 1, .phase = member_[o].phase};
        place_[v] = own_place(v, n.shape);
        return;
      }
    }
    open(v, group_kind::fold, from);
    out.groups.back().folded = folded;
    member_[v].level = 1;
    read(v, x);
  }

  /// A value to assign that is a leaf, a number or a view becomes a value of its own.
  constexpr void make_assigned(int id) {
    const int y = node_[id].in[1];
    if (member_[origin_[y]].group >= 0) return;
    open(id, group_kind::map, node_[id].shape);
    read(id, y, true);
  }

  /// An assignment is written where the new value is made, if by then nobody else reads the old one.
  constexpr void assign(int id) {
    const int target = node_[id].in[0], o = origin_[node_[id].in[1]];
    const int leaf = node_[target].attr.first;
    const membership made = member_[o];
    if (made.group < 0) {
      if (may_write_in(leaf, member_[id].group)) return;
      member_[id].stored = true;  // computed now, copied at the end
      out.late_assignments.push_back(id);
      return;
    }
    place_[id] = own_place(target, node_[id].shape);
    const int k = made.group;
    member_[id] = {.group = k, .level = made.level, .phase = made.phase};
    if (may_write_in(leaf, k) && out.groups[k].kind != group_kind::copy &&
        !read_in_later_phase(target, k, made.phase))
      return;
    member_[o].stored = true;
    member_[id] = {};
    out.late_assignments.push_back(id);
  }
};

}  // namespace detail

/// Puts nodes into groups that run as one loop nest each.
///
/// Before   tidy(graph); verify_graph is empty; no gradient nodes
/// After    every computed node is in one group; groups are in an order in which they can run
/// Cost     O(nodes)
/// Rule     a value used in its own group only stays in a register
constexpr grouping fuse(graph_view g) { return detail::fuser(g).run(); }

}  // namespace tapeless
