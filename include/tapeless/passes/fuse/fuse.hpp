// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/passes/fuse/floating.hpp>

namespace tapeless::passes {

namespace detail {

/// The walk of `fuse`: puts each node into the latest group that made one of its operands, if it fits there, else
/// into a new one. So groups need no sorting: operands never come from a later group.
class fuser : public floating {
 public:
  constexpr explicit fuser(graph_view graph) : floating(graph) {}
  constexpr fuser(graph_view graph, fusion_state resumed) : floating(graph, std::move(resumed)) {}
  constexpr void visit_nodes(int first, int last) {
    for (int i = first; i < last; ++i) {
      go_to(region_[i]);
      visit(i);
    }
  }

  constexpr grouping finish() {
    go_to(-1);
    // all that assignments read is known before the first of them decides whether it may write early
    for (int i : state_.assignments) settle(node_[i].in[1]);
    for (int i : state_.additions) add_late(i);
    for (int i : state_.assignments) make_assigned(i);
    for (int i : state_.assignments) assign(i, out.late_assignments);
    for (int r : g.results) store(r);
    return std::move(out);
  }

  constexpr const fusion_state& state() const { return state_; }

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
      case op_kind::loop:
        if (n.op == code_of<final_op>) visit_final(id);
        break;
      case op_kind::effect: break;
    }
  }

  // ---- regions ---------------------------------------------------------------------------------

  constexpr void go_to(int r) {
    while (!is_within(g.regions, r, now_)) leave();
    if (r != now_) {
      go_to(g.regions[r].parent);
      enter(r);
    }
  }

  /// Whether a node runs in a region, or in one within.
  constexpr bool runs_within(int id, int r) const {
    const bool stacks = node_[id].op == code_of<stack_op>;
    return is_within(g.regions, stacks ? node_[id].attr.first : region_[id], r);
  }

  /// What a region reads exists before it; its carries begin.
  constexpr void enter(int r) {
    for (int i = 0, size = g.size(); i < size; ++i) {
      if (!runs_within(i, r)) continue;
      for (int x : node_[i].in)
        if (x >= 0 && !runs_within(x, r)) settle(x);
    }
    for (int i = 0, size = g.size(); i < size; ++i) {
      if (node_[i].op != code_of<carry_op> || node_[i].attr.first != r) continue;
      open(i, group_kind::map, node_[i].shape);
      member_[i].stored = true;
      read(i, node_[i].in[0]);
    }
    now_ = r;
  }

  /// What comes out of a region is stored where it is made; its carries advance.
  constexpr void leave() {
    list<int> stacks, advances, late;
    for (int i = 0, size = g.size(); i < size; ++i)
      if (node_[i].attr.first == now_) {
        if (node_[i].op == code_of<stack_op>) stacks.push_back(i);
        if (node_[i].op == code_of<advance_op>) advances.push_back(i);
      }
    for (int i : stacks) settle(node_[i].in[0]);
    for (int i : advances) settle(node_[i].in[1]);
    for (int i : advances) make_assigned(i);
    for (int i : stacks) stack(i);
    for (int i : advances) assign(i, late);
    for (int i : late) {
      group made;
      made.kind = group_kind::copy;
      made.root = i;
      made.region = now_;
      out.groups.push_back(made);
    }
    state_.last_group[now_] = out.groups.size() - 1;
    now_ = g.regions[now_].parent;
  }

  constexpr void stack(int id) {
    const int x = node_[id].in[0], o = origin_[x];
    if (made_in(o, now_) && out.groups[member_[o].group].kind != group_kind::copy) {
      member_[id] = member_[o];
      place_[id] = own_place(id, node_[id].shape);
    } else {
      open(id, group_kind::map, node_[x].shape);
      read(id, x);
    }
    member_[id].stored = true;
  }

  constexpr void visit_final(int id) {
    place_[id] = own_place(id, node_[id].shape);
    member_[id].group = state_.last_group[node_[id].attr.first];
    member_[id].stored = true;
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
    const usage& used = usage_[id];
    if (used.inside_pad && used.uses == 1 && !used.wants_memory) {
      place_[id] = own_place(id, n.shape);
      return;
    }
    if (n.op == code_of<pad_op>) {
      const int x = behind_pads(id);
      settle(x);
      open(id, group_kind::copy, n.shape);
      read(id, x);
      return;
    }
    for (int x : n.in) settle(x);
    if (facts_of(n.op).kind != op_kind::contraction)
      open(id, group_kind::copy, n.shape);
    else if (const dims summed = folded_by(g, id); summed.rank > 0)
      open_fold(id, summed);
    else
      open(id, group_kind::contraction, n.shape);
    for (int x : n.in) read(id, x);
  }

  /// What is padded, once or several times.
  constexpr int behind_pads(int id) const {
    do id = node_[id].in[0];
    while (node_[id].op == code_of<pad_op> && member_[id].group < 0);
    return id;
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
    const int latest = latest_group(v);
    const bool prelude = shape.count() == 1 && latest < 1;
    if (prelude || !may_float(v)) return put_elementwise(v);
    usage_[v].floating = true;
    usage_[v].waits_behind = latest;
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
      if (gr.shape == squeezed(from) && gr.region == now_ && gr.type == computed_in(v) &&
          gr.members < most_members && (gr.kind == group_kind::map || same_fold)) {
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
    if (made_in(origin_[y], now_)) return;
    open(id, group_kind::map, node_[id].shape);
    read(id, y, true);
  }

  /// Slices of a leaf are added to and replaced when everybody has read it.
  constexpr void add_late(int id) {
    for (int k : {1, 2}) {
      settle(node_[id].in[k]);
      read(id, node_[id].in[k]);
      read_to_the_end(node_[id].in[k]);
    }
    out.late_assignments.push_back(id);
  }

  /// An assignment is written where the new value is made, if by then nobody else reads the old one.
  constexpr void assign(int id, list<int>& late) {
    const int target = node_[id].in[0], o = origin_[node_[id].in[1]];
    const int leaf = slot_of(target);
    const membership made = member_[o];
    if (!made_in(o, now_)) {
      if (may_write_in(leaf, member_[id].group)) return;
      member_[id].stored = true;  // computed now, copied at the end
      late.push_back(id);
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
    late.push_back(id);
  }
};

}  // namespace detail

/// Puts nodes into groups that run as one loop nest each.
///
/// Before   tidy(graph); verify_graph is empty; no gradient nodes
/// After    every computed node is in one group; groups are in an order in which they can run
/// Cost     O(nodes)
/// Rule     a value used in its own group only stays in a register
constexpr grouping fuse(graph_view g) {
  detail::fuser walk(g);
  walk.visit_nodes(0, g.size());
  return walk.finish();
}

}  // namespace tapeless::passes
