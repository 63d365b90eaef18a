// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/list.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/kernels/nest/loop_form.hpp>
#include <tapeless/kernels/nest/roles.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless::kernels {

/// The items of one kernel: what each operand is, and the role of each.
template <item_counts N>
struct item_table {
  fixed<int, 3 * static_cast<std::size_t>(N.instructions)> operand_item{};  ///< -1: none
  fixed<int, static_cast<std::size_t>(N.stores)> stored_item{};
  fixed<double, static_cast<std::size_t>(N.constants)> constant{};
  fixed<role, static_cast<std::size_t>(N.items())> roles{};

  using list = item_list<N.items()>;
  /// Items in four kinds, as they are computed in four ways: loads of elements that strides find, other
  /// loads (indices, positions, random numbers), constants, instructions.
  struct stage_items {
    list loads{}, other_loads{}, constants{}, instructions{};

    constexpr bool empty() const {
      return loads.size + other_loads.size + constants.size + instructions.size == 0;
    }
  };

  constexpr item_table(const plan_view& p, int number)
      : plan(p), k(p.kernels[number]), form(form_of(k)) {
    int constants = 0;
    const auto item_of = [&](const operand& o) {
      switch (o.source) {
        case operand::from::load:
        case operand::from::position: return o.index;
        case operand::from::constant: constant[constants] = o.value; return N.loads + constants++;
        case operand::from::local: return N.first_instruction() + o.index;
        default: return -1;
      }
    };
    for (int i = 0; i < N.instructions; ++i)
      for (int o = 0; o < 3; ++o) operand_item[3 * i + o] = item_of(instruction_at(i).in[o]);
    for (int s = 0; s < N.stores; ++s) stored_item[s] = item_of(store_at(s).what);
    for (int i = 0; i < N.loads; ++i) assign_load(i);
    for (int i = 0; i < N.constants; ++i)
      roles[N.loads + i] = {.when = stage::hoisted, .single = true};
    for (int i = 0; i < N.instructions; ++i) assign_instruction(i);
  }

  /// What is computed at the outer loops of `depth`.
  constexpr stage_items hoisted(int depth) const {
    stage_items out;
    for (int i = 0; i < N.items(); ++i) {
      if (roles[i].when != stage::hoisted || roles[i].depth != depth) continue;
      if (i >= N.first_instruction())
        add(out, i - N.first_instruction());
      else if (i >= N.loads)
        out.constants.add(i);
      else if (is_used(i))
        add_load(out, i);
    }
    return out;
  }
  /// What is computed at the start of a phase.
  constexpr stage_items before(int phase) const {
    stage_items out = with_role(stage::before, phase);
    stage_items users = out;
    const stage_items inside = inner_items(phase, false), last = with_role(stage::after, phase);
    for (int i = 0; i < inside.instructions.size; ++i)
      users.instructions.add(inside.instructions[i]);
    for (int i = 0; i < last.instructions.size; ++i) users.instructions.add(last.instructions[i]);
    add_operands(out, users.instructions, phase, 0, stage::before);
    add_operands(out, users.instructions, phase, 1, stage::before);
    return out;
  }
  /// What is computed for every element of a phase: its own instructions, and those of earlier phases whose
  /// values it reads (they are computed again, unless `kept` says that they stand).
  constexpr stage_items inner(int phase, bool kept) const {
    stage_items out = inner_items(phase, kept);
    add_operands(out, out.instructions, phase, 0, stage::inner);
    return out;
  }
  /// What is folded in a phase.
  constexpr item_list<N.instructions> reductions(int phase) const {
    item_list<N.instructions> out;
    for (int i = 0; i < N.instructions; ++i)
      if (role_of_instruction(i).reduction && role_of_instruction(i).phase == phase) out.add(i);
    return out;
  }
  /// What is stored at a level of a phase: values at places that strides alone find (`plain`), or the others.
  constexpr item_list<N.stores> stores(int phase, int level, bool plain) const {
    item_list<N.stores> out;
    for (int i = 0; i < N.stores; ++i)
      if (store_at(i).phase == phase && store_at(i).level == level && is_plain_store(i) == plain)
        out.add(i);
    return out;
  }
  /// Integers that are only moved keep all their bits: the access that a store copies, or -1.
  constexpr int copied_integers(int s) const {
    const store& st = store_at(s);
    operand o = st.what;
    while (o.source == operand::from::local) {
      const instruction& i = instruction_at(o.index);
      const bool same = i.op == code_of<convert_op> &&
                        convert_op::attributes::read(i.attr).type == access_at(st.access).type;
      if (!facts_of(i.op).repeats_elements || (i.op == code_of<convert_op> && !same)) return -1;
      o = i.in[0];
    }
    const bool moved = o.source == operand::from::load && !st.accumulate &&
                       access_at(o.index).buffer >= 0 && is_integer(access_at(o.index).type) &&
                       access_at(o.index).type == access_at(st.access).type;
    return moved ? o.index : -1;
  }
  /// What is computed at the end of a phase.
  constexpr stage_items after(int phase) const {
    stage_items out = with_role(stage::after, phase);
    add_operands(out, out.instructions, phase, 1, stage::inner);
    return out;
  }

 private:
  plan_view plan;
  kernel k;
  loop_form form;

  constexpr const instruction& instruction_at(int i) const {
    return plan.instructions[k.first_instruction + i];
  }
  constexpr const access& access_at(int i) const { return plan.accesses[k.first_access + i]; }
  constexpr const store& store_at(int i) const { return plan.stores[k.first_store + i]; }
  constexpr role& role_of_instruction(int i) { return roles[N.first_instruction() + i]; }
  constexpr const role& role_of_instruction(int i) const {
    return roles[N.first_instruction() + i];
  }
  constexpr bool is_product(int i) const { return k.kind == kernel_kind::contract && i == 0; }
  constexpr bool is_plain_store(int s) const {
    return is_direct(access_at(store_at(s).access)) && !store_at(s).accumulate &&
           copied_integers(s) < 0;
  }
  /// A random number reads its seed and its place by itself.
  constexpr bool is_random(int i) const { return facts_of(instruction_at(i).op).needs_position; }

  /// The number of outermost loops that an access moves with.
  constexpr int depth_of(int a) const {
    const access& x = access_at(a);
    int depth = 0;
    for (int l = 0; l < form.loops; ++l)
      if (x.stride[l] != 0 && form.size[l] > 1) depth = l + 1;
    if (x.index_access >= 0) {
      const int other = depth_of(x.index_access);
      if (other > depth) depth = other;
    }
    return depth;
  }
  /// True if the kernel stores to the buffer that an access reads: then the load stays where it stands.
  constexpr bool is_written(const access& a) const {
    if (a.buffer < 0) return false;
    for (int s = 0; s < N.stores; ++s)
      if (access_at(store_at(s).access).buffer == a.buffer) return true;
    return false;
  }
  constexpr int last_hoisted() const { return form.columns ? form.vector_loop : form.outer; }

  constexpr void assign_load(int a) {
    role& r = roles[a];
    r.depth = is_written(access_at(a)) ? form.loops : depth_of(a);
    r.single = r.depth <= last_hoisted() && !is_written(access_at(a));
    if (r.single)
      r.when = stage::hoisted;
    else if (r.depth <= form.outer && !is_written(access_at(a)))
      r.when = stage::before;
  }
  constexpr void assign_instruction(int i) {
    const instruction& in = instruction_at(i);
    role& r = role_of_instruction(i);
    r.phase = in.phase;
    r.reduction = facts_of(in.op).kind == op_kind::reduction;
    if (is_product(i)) {
      r.depth = form.loops;
      return;
    }
    if (r.reduction || in.level == 1) {
      r.when = stage::after;
      r.depth = form.outer;
      r.single = !form.columns;
      return;
    }
    bool late = false;  // an operand is not hoisted
    for (int o = 0; o < 3; ++o) {
      const int x = operand_item[3 * i + o];
      if (x < 0) continue;
      late = late || roles[x].when != stage::hoisted;
      if (roles[x].depth > r.depth) r.depth = roles[x].depth;
    }
    if (!late) {
      r.when = stage::hoisted;
      r.single = true;
    } else if (r.depth <= form.outer) {
      r.when = stage::before;
      r.single = !form.columns;
    }
  }

  constexpr bool is_used(int item) const {
    for (int i = 0; i < N.instructions; ++i)
      for (int o = 0; o < 3; ++o)
        if (operand_item[3 * i + o] == item && !is_random(i) && !is_product(i)) return true;
    for (int s = 0; s < N.stores; ++s)
      if (stored_item[s] == item) return true;
    return false;
  }

  constexpr void add(stage_items& out, int i) const {
    if (is_random(i))
      out.other_loads.add(N.first_instruction() + i);
    else
      out.instructions.add(i);
  }
  constexpr void add_load(stage_items& out, int i) const {
    if (is_direct(access_at(i)))
      out.loads.add(i);
    else
      out.other_loads.add(i);
  }
  constexpr stage_items with_role(stage when, int phase) const {
    stage_items out;
    for (int i = 0; i < N.instructions; ++i) {
      const role& r = role_of_instruction(i);
      if (r.when == when && r.phase == phase && !r.reduction) add(out, i);
    }
    return out;
  }
  constexpr stage_items inner_items(int phase, bool kept) const {
    fixed<bool, static_cast<std::size_t>(N.instructions)> wanted{};
    const auto need = [&](int item) {
      const int i = item - N.first_instruction();
      if (i >= 0 && roles[item].when == stage::inner && !(kept && roles[item].phase < phase))
        wanted[i] = true;
    };
    for (int s = 0; s < N.stores; ++s)
      if (store_at(s).level == 0 && store_at(s).phase == phase) need(stored_item[s]);
    for (int i = N.instructions; i-- > 0;) {
      const role& r = role_of_instruction(i);
      if (r.phase == phase && (r.when == stage::inner || r.reduction)) wanted[i] = true;
      if (!wanted[i] || is_product(i)) continue;
      for (int o = 0; o < 3; ++o) need(operand_item[3 * i + o]);
    }
    stage_items out;
    for (int i = 0; i < N.instructions; ++i)
      if (wanted[i] && !role_of_instruction(i).reduction && !is_product(i)) add(out, i);
    return out;
  }
  /// Adds the loads of a role that the instructions read; and the reductions (level 0) and stores of the phase.
  constexpr void add_operands(stage_items& out, const list& users, int phase, int level,
                              stage when) const {
    const auto add_one = [&](int item) {
      if (item >= 0 && item < N.loads && roles[item].when == when) add_load(out, item);
    };
    for (int j = 0; j < users.size; ++j)
      for (int o = 0; o < 3; ++o) add_one(operand_item[3 * users[j] + o]);
    for (int s = 0; s < N.stores; ++s)
      if (store_at(s).level == level && store_at(s).phase == phase) add_one(stored_item[s]);
    for (int i = 0; i < N.instructions; ++i)
      if (level == 0 && role_of_instruction(i).reduction && instruction_at(i).phase == phase)
        add_one(operand_item[3 * i]);
  }
};

}  // namespace tapeless::kernels
