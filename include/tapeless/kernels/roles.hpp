// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/core/list.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless::kernels {

/// The loops of a kernel in one form: a scalar kernel has one loop of one element, a contraction
/// is the nest of its epilogue (batch…, m, n; or batch…, m if there is one column), and `columns` says which axis
/// fills the lanes.
struct loop_form {
  int loops = 0;
  int outer = 0;         ///< loops [0, outer) are kept, the others folded
  int vector_loop = 0;   ///< lanes run along it
  bool columns = false;  ///< … and it is an outer loop: the folded loops run inside
  fixed<int, max_loops> size{};

  constexpr int vector_size() const { return size[vector_loop]; }
};

/// True if a product of one column takes its rows for columns: these can fill the lanes.
constexpr bool is_turned(const kernel& k) {
  return k.kind == kernel_kind::contract && k.size[k.loops - 2] == 1 && k.size[k.loops - 3] > 1;
}

constexpr loop_form form_of(const kernel& k) {
  loop_form f{.loops = k.loops, .outer = k.outer, .vector_loop = k.vector_loop};
  for (int l = 0; l < max_loops; ++l) f.size[l] = k.size[l];
  if (k.kind == kernel_kind::contract) {
    f.loops = k.loops - (is_turned(k) ? 2 : 1);
    f.outer = f.vector_loop = f.loops - 1;
  } else if (k.loops == 0) {
    f.loops = 1;
    f.outer = f.vector_loop = 0;
    f.size[0] = 1;
  }
  f.columns = f.vector_loop < f.outer;
  return f;
}

/// When a value is computed.
enum class stage {
  hoisted,  ///< needs no reduction and does not move with the lanes: as soon as its outer loops stand
  before,   ///< does not move with the folded loops: once per outer index, at the start of its phase
  inner,    ///< for every element; a load: whenever its users are
  after     ///< level 1: once per outer index, at the end of its phase
};

/// What the kernels know of a value besides the plan.
struct role {
  stage when = stage::inner;
  int depth = 0;  ///< it moves with no loop ≥ depth
  int phase = 0;
  bool reduction = false;
  bool single = false;  ///< one value for all lanes, held in a lane of one element
};

/// True if strides alone say which element an access is.
constexpr bool is_direct(const access& a) { return a.buffer >= 0 && a.index_access < 0; }

/// Counts of what a kernel holds: loads, constants and instructions are its `items`, numbered in this order.
struct item_counts {
  int loads = 0, constants = 0, instructions = 0, stores = 0;

  constexpr int items() const { return loads + constants + instructions; }
  constexpr int first_instruction() const { return loads + constants; }
};

constexpr item_counts count_items(const plan_view& plan, int number) {
  const kernel& k = plan.kernels[number];
  item_counts n{.loads = k.accesses, .instructions = k.instructions, .stores = k.stores};
  for (int i = 0; i < k.instructions; ++i)
    for (const operand& o : plan.instructions[k.first_instruction + i].in) n.constants += o.source == operand::from::constant;
  for (int s = 0; s < k.stores; ++s)
    n.constants += plan.stores[k.first_store + s].what.source == operand::from::constant;
  return n;
}

/// Numbers of some items.
template <int N>
struct item_list {
  int size = 0;
  fixed<int, static_cast<std::size_t>(N)> item{};

  constexpr int operator[](int i) const { return item[i]; }
  constexpr void add(int i) {
    for (int j = 0; j < size; ++j)
      if (item[j] == i) return;
    item[size++] = i;
  }
};

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

    constexpr bool empty() const { return loads.size + other_loads.size + constants.size + instructions.size == 0; }
  };

  constexpr item_table(const plan_view& p, int number) : plan(p), k(p.kernels[number]), form(form_of(k)) {
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
    for (int i = 0; i < N.constants; ++i) roles[N.loads + i] = {.when = stage::hoisted, .single = true};
    for (int i = 0; i < N.instructions; ++i) assign_instruction(i);
  }

  /// What is computed at the outer loops of `depth`.
  constexpr stage_items hoisted(int depth) const {
    stage_items out;
    for (int i = 0; i < N.items(); ++i) {
      if (roles[i].when != stage::hoisted || roles[i].depth != depth) continue;
      if (i >= N.first_instruction()) add(out, i - N.first_instruction());
      else if (i >= N.loads) out.constants.add(i);
      else if (is_used(i)) add_load(out, i);
    }
    return out;
  }
  /// What is computed at the start of a phase.
  constexpr stage_items before(int phase) const {
    stage_items out = with_role(stage::before, phase);
    stage_items users = out;
    const stage_items inside = inner_items(phase, false), last = with_role(stage::after, phase);
    for (int i = 0; i < inside.instructions.size; ++i) users.instructions.add(inside.instructions[i]);
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

  constexpr const instruction& instruction_at(int i) const { return plan.instructions[k.first_instruction + i]; }
  constexpr const access& access_at(int i) const { return plan.accesses[k.first_access + i]; }
  constexpr const store& store_at(int i) const { return plan.stores[k.first_store + i]; }
  constexpr role& role_of_instruction(int i) { return roles[N.first_instruction() + i]; }
  constexpr const role& role_of_instruction(int i) const { return roles[N.first_instruction() + i]; }
  constexpr bool is_product(int i) const { return k.kind == kernel_kind::contract && i == 0; }
  /// A random number reads its seed and its place by itself.
  constexpr bool is_random(int i) const { return instruction_at(i).op == code_of<random_op>; }

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
    if (r.single) r.when = stage::hoisted;
    else if (r.depth <= form.outer && !is_written(access_at(a))) r.when = stage::before;
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
    if (is_random(i)) out.other_loads.add(N.first_instruction() + i);
    else out.instructions.add(i);
  }
  constexpr void add_load(stage_items& out, int i) const {
    if (is_direct(access_at(i))) out.loads.add(i);
    else out.other_loads.add(i);
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
      if (i >= 0 && roles[item].when == stage::inner && !(kept && roles[item].phase < phase)) wanted[i] = true;
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
  constexpr void add_operands(stage_items& out, const list& users, int phase, int level, stage when) const {
    const auto add_one = [&](int item) {
      if (item >= 0 && item < N.loads && roles[item].when == when) add_load(out, item);
    };
    for (int j = 0; j < users.size; ++j)
      for (int o = 0; o < 3; ++o) add_one(operand_item[3 * users[j] + o]);
    for (int s = 0; s < N.stores; ++s)
      if (store_at(s).level == level && store_at(s).phase == phase) add_one(stored_item[s]);
    for (int i = 0; i < N.instructions; ++i)
      if (level == 0 && role_of_instruction(i).reduction && instruction_at(i).phase == phase) add_one(operand_item[3 * i]);
  }
};

/// A rough cost of an instruction on one register: elementary functions count more.
constexpr int weight_of(int op) {
  if (op == code_of<random_op>) return 24;
  if (op == code_of<exp_op> || op == code_of<expm1_op> || op == code_of<log_op> ||
      op == code_of<log1p_op> || op == code_of<tanh_op> || op == code_of<logistic_op> ||
      op == code_of<erf_op> || op == code_of<sin_op> || op == code_of<cos_op>)
    return 12;
  return op == code_of<pow_op> ? 24 : 1;
}

}  // namespace tapeless::kernels
