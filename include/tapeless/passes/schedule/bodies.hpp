// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/fuse_deferred.hpp>
#include <tapeless/passes/schedule/products.hpp>

namespace tapeless::passes::detail {

/// A later phase repeats a value that costs no more, rather than keep it.
inline constexpr int most_repeated_cost = 4;

/// The bodies of kernels: instructions phase by phase, values kept for later phases, stores.
class bodies : public products {
 protected:
  constexpr bodies(graph_view graph, grouping_view fused)
      : products(graph, fused),
        written_(g.size()),
        absorbed_(g.size()),
        first_member_(fused.groups.size(), -1),
        next_member_(g.size()) {
    list<int> uses(g.size());
    for (int i = 0, size = g.size(); i < size; ++i) {
      const int* in = node_[i].in;
      for (int k = 0; k < 3 && in[k] >= 0; ++k) ++uses[in[k]];
    }
    for (int i = g.size(); i-- > 0;) {
      const int k = member_[i].group;
      if (k < 0 || node_[i].op == code_of<final_op>) continue;
      next_member_[i] = first_member_[k];
      first_member_[k] = i;
      if (node_[i].op == code_of<add_op> || node_[i].op == code_of<sub_op>)
        absorb_product(i, uses.begin());
    }
  }

  constexpr void begin(kernel_kind kind, const dims& loops, axis_set folded, element type,
                       int group = -1) {
    accesses::begin(kind, loops, folded, type);
    group_ = group;
    phase_ = 0;
  }

  /// Says that an instruction made a node's value in a phase.
  constexpr void remember(int id, int phase, int instruction) {
    written& w = written_[id];
    if (w.first < 0) w.first = instruction;
    w.phase = phase;
    w.last = instruction;
  }

  /// Emits all members, phase by phase, elements before folded values; then what goes to memory.
  constexpr void write_members(const group& gr) {
    const int levels = gr.kind == group_kind::fold ? 2 : 1;
    for (phase_ = 0; phase_ < gr.phases; ++phase_)
      for (int level = 0; level < levels; ++level)
        for (int id = first_member_[group_]; id >= 0; id = next_member_[id]) {
          const membership& m = member_[id];
          if (m.phase != phase_ || m.level < level || absorbed_[id] != 0) continue;
          const node& n = node_[id];
          if (m.level == 1 && is_fold(n.op) == (level == 1)) continue;
          if (const int source = stored_source(n);
              source >= 0 && member_[origin_[source]].group == group_)
            continue;
          if (known(id, phase_) < 0) write(id);
        }
    for (int id = first_member_[group_]; id >= 0; id = next_member_[id])
      if (member_[id].stored || stored_source(node_[id]) >= 0) write_store(id);
  }

  /// The value that a node only stores, or -1.
  static constexpr int stored_source(const node& n) {
    if (n.op == code_of<assign_op> || n.op == code_of<advance_op>) return n.in[1];
    return n.op == code_of<stack_op> ? n.in[0] : -1;
  }

 private:
  struct written {
    int first = -1;  ///< the instruction that makes it in its own phase
    int phase = -1;  ///< the last phase in which it was made (again), and where
    int last = -1;
  };
  list<written> written_;
  list<char> absorbed_;                   ///< products that became part of a fused multiply-add
  list<int> first_member_, next_member_;  ///< the members of each group, in order
  int group_ = -1;
  int phase_ = 0;

  /// Products that only a sum or difference of the same loop reads become fused multiply-adds.
  constexpr void absorb_product(int v, const int* uses) {
    const membership& mine = member_[v];
    for (int i = node_[v].op == code_of<sub_op> ? 1 : 0; i < 2; ++i) {
      const int x = node_[v].in[i];
      const membership& m = member_[x];
      if (node_[x].op == code_of<mul_op> && uses[x] == 1 && !m.stored && m.group == mine.group &&
          m.level == mine.level && m.phase == mine.phase) {
        absorbed_[x] = 1;
        return;
      }
    }
  }
  constexpr int absorbed_product(const node& n) const {
    if (n.op == code_of<add_op> && absorbed_[n.in[0]] != 0) return n.in[0];
    return (n.op == code_of<add_op> || n.op == code_of<sub_op>) && absorbed_[n.in[1]] != 0 ? n.in[1]
                                                                                           : -1;
  }

  /// Whether an op at level 1 is a fold over elements, not made of folded values.
  static constexpr bool is_fold(int op) {
    const op_kind kind = facts_of(op).kind;
    return kind == op_kind::reduction || kind == op_kind::contraction;
  }

  constexpr int known(int id, int phase) const {
    const written& w = written_[id];
    if (member_[id].level == 1 || phase == member_[id].phase) return w.first;
    return w.phase == phase ? w.last : -1;
  }

  constexpr int repeat_cost(int id) const {
    const node& n = node_[id];
    if (facts_of(n.op).kind != op_kind::elementwise || n.op == code_of<gather_op>) return 1000;
    int cost = cost_of_op[n.op];
    for (int x : n.in) {
      if (x < 0 || cost > most_repeated_cost) continue;
      const int o = origin_[x];
      if (member_[o].group == group_ && member_[o].level == 0) cost += repeat_cost(o);
    }
    return cost;
  }

  constexpr operand operand_for(int v, int x, int level) {
    const int o = origin_[x];
    const membership& m = member_[o];
    if (m.group != group_ || (m.level != level && facts_of(node_[o].op).kind == op_kind::view))
      return outside(x, node_[v].shape, level);
    if (const int at = known(o, phase_); at >= 0) return local(at);
    // an element's value from an earlier phase: repeat it if that is cheap, else keep it
    if (repeat_cost(o) <= most_repeated_cost) return local(write(o));
    return {operand::from::load, w_.add(kept(o)), 0};
  }

  /// Where a value waits for a later phase: its own buffer, or scratch for one outer step.
  constexpr access kept(int o) {
    const membership& m = member_[o];
    if (m.stored) return access_to_buffer(buffer_of(o), node_[o].shape, 0);
    access a;
    int elements = 1;
    const int vector_loop = loops_ == 0 || has_axis(folded_, loops_ - 1) ? -1 : loops_ - 1;
    for (int l = loops_; l-- > 0;)
      if (has_axis(folded_, l) || l == vector_loop) {
        a.stride[l] = elements;
        elements *= loop_size_[l];
      }
    bind_to_buffer(a, buffer_of(o, elements));
    const int at = w_.add(a);
    bool there = false;
    for (const store& s : w_.stores) there = there || s.access == at;
    if (!there) w_.stores.push_back({local(known(o, m.phase)), at, m.phase, 0, false});
    return a;
  }

  /// Emits the instruction of a member in the current phase.
  constexpr int write(int id) {
    const node& n = node_[id];
    const op_kind kind = facts_of(n.op).kind;
    const int level = member_[id].level;
    instruction made;
    made.op = n.op;
    made.attr = n.attr;
    made.phase = phase_;
    made.level = level;
    if (n.op == code_of<gather_op>) {
      made.op = code_of<stop_gradient_op>;
      made.in[0] = {operand::from::load, w_.add(gather_access(id, level)), 0};
    } else if (kind == op_kind::contraction) {
      made.op = code_of<reduce_sum_op>;
      made.attr = {};
      made.level = 0;
      made.in[0] = local(w_.add(product_of_elements(id)));
    } else if (kind == op_kind::reduction) {
      const int x = n.in[0], o = origin_[x];
      made.level = 0;
      made.in[0] =
          member_[o].group == group_ ? operand_for(id, o, 0) : outside(x, node_[x].shape, 0);
    } else if (const int m = absorbed_product(n); m >= 0) {
      made.op = n.op == code_of<add_op> ? code_of<fma_op> : code_of<fnma_op>;
      made.in[0] = operand_for(m, node_[m].in[0], level);
      made.in[1] = operand_for(m, node_[m].in[1], level);
      made.in[2] = operand_for(id, n.in[0] == m ? n.in[1] : n.in[0], level);
    } else if (kind == op_kind::elementwise) {
      for (int i = 0; i < 3 && n.in[i] >= 0; ++i) made.in[i] = operand_for(id, n.in[i], level);
      if (n.op == code_of<random_op>)
        made.in[2] = {operand::from::position,
                      w_.add(moving(n.shape, level, 0, row_major_strides(n.shape))), 0};
    } else {  // a source, a view, an assignment, what a region takes or gives: made a value of its own
      made.op = code_of<stop_gradient_op>;
      made.attr = {};
      made.in[0] = materialised(id, level);
    }
    const int at = w_.add(made);
    remember(id, phase_, at);
    return at;
  }

  /// The products that a contraction in a fold sums: the group's loops are the summed axes, then those of the result.
  constexpr instruction product_of_elements(int id) {
    const node& n = node_[id];
    const product_loops p = loops_of_product(id);
    const int kept_at = loops_ - squeezed(n.shape).rank;
    const operand left{operand::from::load,
                       w_.add(operand_access(n.in[0], n.shape, -1, p, p.left, kept_at, 0))},
        right{operand::from::load,
              w_.add(operand_access(n.in[1], n.shape, -1, p, p.right, kept_at, 0))};
    return {code_of<mul_op>, {left, right}, {}, phase_, 0};
  }

  constexpr operand materialised(int id, int level) {
    const node& n = node_[id];
    if (n.op == code_of<constant_op>) return number(n.attr.value);
    if (n.op == code_of<carry_op>) return outside(n.in[0], n.shape, level);
    if (const int source = stored_source(n); source >= 0)
      return outside(source, node_[source].shape, level);
    if (n.op == code_of<iota_op>) {
      fixed<int, max_rank> stride{};
      stride[n.attr.axis] = 1;
      return {operand::from::position, w_.add(moving(n.shape, level, 0, stride)), 0};
    }
    // a view: read its operand through the view's strides
    const place_of_value p = view_place(n, place_[n.in[0]], node_[n.in[0]].shape);
    access a = moving(n.shape, level, p.start, p.stride);
    const bool memory = in_memory(p.base);
    if (!memory && node_[p.base].op == code_of<constant_op>)
      return number(node_[p.base].attr.value);
    if (memory) bind_to(a, p);
    return {memory ? operand::from::load : operand::from::position, w_.add(a), 0};
  }

  /// A member goes to its buffer, or as a new value to a leaf.
  constexpr void write_store(int id) {
    const node& n = node_[id];
    const membership& m = member_[id];
    const bool stacks = n.op == code_of<stack_op>;
    int source = stored_source(n);
    if (source >= 0) source = m.stored && !stacks ? -1 : origin_[source];
    const int made = known(source >= 0 && member_[source].group == group_ ? source : id, m.phase);
    const int to = source >= 0 && !stacks ? buffer_of(n.in[0]) : buffer_of(id);
    const dims& shape = stacks ? node_[n.in[0]].shape : n.shape;
    region_steps step{};
    if (stacks) step[depth_of(g.regions, n.attr.first)] = shape.count();
    w_.stores.push_back(
        {local(made), w_.add(access_to_buffer(to, shape, m.level, step)), m.phase, m.level, false});
  }
};

}  // namespace tapeless::passes::detail
