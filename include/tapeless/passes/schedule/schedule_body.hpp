// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/schedule/product_loops.hpp>
#include <tapeless/passes/schedule/schedule_access.hpp>

namespace tapeless::passes::detail {

// The body of the kernel under construction: instructions phase by phase, values kept for later phases, stores.

/// Whether an op at level 1 is a fold over elements, not made of folded values.
constexpr bool is_fold(int op) {
  const op_kind kind = facts_of(op).kind;
  return kind == op_kind::reduction || kind == op_kind::contraction;
}

/// The value that a node only stores, or -1.
constexpr int stored_source(const node& n) {
  const int k = facts_of(n).stored_operand;
  return k < 0 ? -1 : n.in[k];
}

/// Says that an instruction made a node's value in a phase.
constexpr void remember(schedule_walk& s, int id, int phase, int instruction) {
  written_value& w = s.written[id];
  if (w.first < 0) w.first = instruction;
  w.phase = phase;
  w.last = instruction;
}

/// The instruction that has a node's value in a phase, or -1.
constexpr int known(const schedule_walk& s, int id, int phase) {
  const written_value& w = s.written[id];
  if (s.members[id].level == 1 || phase == s.members[id].phase) return w.first;
  return w.phase == phase ? w.last : -1;
}

/// What it costs to make an element's value again; more than keeping it where that cannot be.
constexpr int repeat_cost(const schedule_walk& s, int id) {
  const node& n = s.nodes[id];
  if (kind_of(n) != op_kind::elementwise) return 1000;
  int cost = s.on.time(facts_of(n).cost);
  for (int x : n.in) {
    if (x < 0 || cost > s.on.memory_cost) continue;
    const int o = s.origins[x];
    if (s.members[o].group == s.group_now && s.members[o].level == 0) cost += repeat_cost(s, o);
  }
  return cost;
}

/// The place where a value waits for a later phase: its own buffer, or scratch for one outer step.
constexpr access kept_for_later(schedule_walk& s, int o) {
  const membership& m = s.members[o];
  if (m.stored) return access_to_buffer(s, buffer_of(s, o), s.nodes[o].shape, 0);
  access a;
  int elements = 1;
  const int vector_loop = s.loops == 0 || has_axis(s.folded, s.loops - 1) ? -1 : s.loops - 1;
  for (int l = s.loops; l-- > 0;)
    if (has_axis(s.folded, l) || l == vector_loop) {
      a.stride[l] = elements;
      elements *= s.loop_size[l];
    }
  bind_to_buffer(s, a, buffer_of(s, o, elements));
  const int at = s.w.add(a);
  bool there = false;
  for (const store& st : s.w.stores) there = there || st.access == at;
  if (!there) s.w.stores.push_back({local(known(s, o, m.phase)), at, m.phase, 0, false});
  return a;
}

constexpr int write_instruction(schedule_walk& s, int id);

/// Operand x of node v.
constexpr operand operand_for(schedule_walk& s, int v, int x, int level) {
  const int o = s.origins[x];
  const membership& m = s.members[o];
  if (m.group != s.group_now || (m.level != level && facts_of(s.nodes[o].op).kind == op_kind::view))
    return outside(s, x, s.nodes[v].shape, level);
  if (const int at = known(s, o, s.phase); at >= 0) return local(at);
  // an element's value from an earlier phase: repeat it if that is cheap, else keep it
  if (repeat_cost(s, o) <= s.on.memory_cost) return local(write_instruction(s, o));
  return {operand::from::load, s.w.add(kept_for_later(s, o)), 0};
}

/// The products that a contraction in a fold sums: the group's loops are the summed axes, then those of the result.
constexpr instruction product_of_elements(schedule_walk& s, int id) {
  const node& n = s.nodes[id];
  const product_loops p = loops_of_product(s, id);
  const int kept_at = s.loops - squeezed(n.shape).rank;
  const operand left{operand::from::load,
                     s.w.add(operand_access(s, n.in[0], n.shape, -1, p, p.left, kept_at, 0))},
      right{operand::from::load,
            s.w.add(operand_access(s, n.in[1], n.shape, -1, p, p.right, kept_at, 0))};
  return {code_of<mul_op>, {left, right}, {}, s.phase, 0};
}

/// The operand of a node that is made a value of its own: a source, a view, an assignment, what a region takes or gives.
constexpr operand materialised(schedule_walk& s, int id, int level) {
  const node& n = s.nodes[id];
  if (is<constant_op>(n)) return number(number_of(n));
  if (is<carry_op>(n)) return outside(s, n.in[0], n.shape, level);
  if (const int source = stored_source(n); source >= 0)
    return outside(s, source, s.nodes[source].shape, level);
  if (is<iota_op>(n)) {
    const auto stride = place_of_position(id, n).stride;
    return {operand::from::position, s.w.add(moving(s, n.shape, level, 0, stride)), 0};
  }
  // a view: read its operand through the view's strides
  const place_of_value p = view_place(n, s.places[n.in[0]], s.nodes[n.in[0]].shape);
  access a = moving(s, n.shape, level, p.start, p.stride);
  const bool memory = in_memory(s, p.base);
  if (!memory && is<constant_op>(s.nodes[p.base])) return number(number_of(s.nodes[p.base]));
  if (memory) bind_to(s, a, p);
  return {memory ? operand::from::load : operand::from::position, s.w.add(a), 0};
}

/// Writes the instruction of a member in the current phase.
constexpr int write_instruction(schedule_walk& s, int id) {
  const node& n = s.nodes[id];
  const op_kind kind = facts_of(n.op).kind;
  const int level = s.members[id].level;
  instruction made;
  made.op = n.op;
  made.attr = n.attr;
  made.phase = s.phase;
  made.level = level;
  if (facts_of(n).picks_elements) {
    made.op = code_of<stop_gradient_op>;
    made.in[0] = {operand::from::load, s.w.add(gather_access(s, id, level)), 0};
  } else if (kind == op_kind::contraction) {
    made.op = code_of<reduce_sum_op>;
    made.attr = {};
    made.level = 0;
    made.in[0] = local(s.w.add(product_of_elements(s, id)));
  } else if (kind == op_kind::reduction) {
    const int x = n.in[0], o = s.origins[x];
    made.level = 0;
    made.in[0] = s.members[o].group == s.group_now ? operand_for(s, id, o, 0)
                                                   : outside(s, x, s.nodes[x].shape, 0);
  } else if (const int m = absorbed_product(s.in_group, n); m >= 0) {
    made.op = is<add_op>(n) ? code_of<fma_op> : code_of<fnma_op>;
    made.in[0] = operand_for(s, m, s.nodes[m].in[0], level);
    made.in[1] = operand_for(s, m, s.nodes[m].in[1], level);
    made.in[2] = operand_for(s, id, n.in[0] == m ? n.in[1] : n.in[0], level);
  } else if (kind == op_kind::elementwise) {
    for (int i = 0; i < 3 && n.in[i] >= 0; ++i) made.in[i] = operand_for(s, id, n.in[i], level);
    if (facts_of(n).needs_position)
      made.in[2] = {operand::from::position,
                    s.w.add(moving(s, n.shape, level, 0, row_major_strides(n.shape))), 0};
  } else {
    made.op = code_of<stop_gradient_op>;
    made.attr = {};
    made.in[0] = materialised(s, id, level);
  }
  const int at = s.w.add(made);
  remember(s, id, s.phase, at);
  return at;
}

/// Stores a member in its buffer, or as a new value in a leaf.
constexpr void write_store(schedule_walk& s, int id) {
  const node& n = s.nodes[id];
  const membership& m = s.members[id];
  const bool stacks = is<stack_op>(n);
  int source = stored_source(n);
  if (source >= 0) source = m.stored && !stacks ? -1 : s.origins[source];
  const int made =
      known(s, source >= 0 && s.members[source].group == s.group_now ? source : id, m.phase);
  const int to = source >= 0 && !stacks ? buffer_of(s, n.in[0]) : buffer_of(s, id);
  const dims& shape = stacks ? s.nodes[n.in[0]].shape : n.shape;
  region_steps step{};
  if (stacks) step[depth_of(s.g.regions, region_named(n))] = shape.count();
  s.w.stores.push_back({local(made), s.w.add(access_to_buffer(s, to, shape, m.level, step)),
                        m.phase, m.level, false});
}

/// Whether a node writes an instruction at a level of the current phase.
constexpr bool runs_now(const schedule_walk& s, int id, int level) {
  const membership& m = s.members[id];
  if (m.phase != s.phase || m.level < level || s.in_group.absorbed[id] != 0) return false;
  const node& n = s.nodes[id];
  if (m.level == 1 && is_fold(n.op) == (level == 1)) return false;
  if (const int source = stored_source(n);
      source >= 0 && s.members[s.origins[source]].group == s.group_now)
    return false;
  return known(s, id, s.phase) < 0;
}

/// Writes all members, phase by phase, elements before folded values; then what goes to memory.
constexpr void write_members(schedule_walk& s, const group& gr) {
  const int levels = gr.kind == group_kind::fold ? 2 : 1;
  const int first = s.in_group.first[s.group_now];
  for (s.phase = 0; s.phase < gr.phases; ++s.phase)
    for (int level = 0; level < levels; ++level)
      for (int id = first; id >= 0; id = s.in_group.next[id])
        if (runs_now(s, id, level)) write_instruction(s, id);
  for (int id = first; id >= 0; id = s.in_group.next[id])
    if (s.members[id].stored || stored_source(s.nodes[id]) >= 0) write_store(s, id);
}

}  // namespace tapeless::passes::detail
