// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/list.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless::kernels {

/// The loops of a kernel in one form: a scalar kernel has one loop of one element, a contraction
/// is the nest of its epilogue (batch…, m, n; or batch…, m if there is one column), and `columns` says which axis fills the lanes.
struct loop_form {
  int loops = 0;
  int outer = 0;        ///< loops [0, outer) are kept, the others folded
  int vector_loop = 0;  ///< lanes run along it
  bool columns = false; ///< … and it is an outer loop: the folded loops run inside
  fixed<int, max_loops> size{};

  constexpr int vector_size() const { return size[vector_loop]; }
  constexpr int size_of(int loop) const { return size[loop]; }
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

/// When an instruction is evaluated.
enum class stage {
  hoisted,  ///< needs no reduction and does not move with the lanes: as soon as its outer loops stand
  before,   ///< does not move with the folded loops: once per outer index, at the start of its phase
  inner,    ///< for every element
  after     ///< level 1: once per outer index, at the end of its phase
};

/// What the kernels know of an instruction besides the plan.
struct role {
  stage when = stage::inner;
  int depth = 0;  ///< it moves with no loop ≥ depth
  int phase = 0;
  bool reduction = false;
  bool single = false;  ///< one value for all lanes, held in a lane of one element
};

namespace detail {

/// The number of outermost loops that an access moves with.
constexpr int depth_of(const access* accesses, int a, const loop_form& f) {
  const access& x = accesses[a];
  int depth = 0;
  for (int l = 0; l < f.loops; ++l)
    if (x.stride[l] != 0 && f.size_of(l) > 1) depth = l + 1;
  if (x.index_access >= 0) {
    const int other = depth_of(accesses, x.index_access, f);
    if (other > depth) depth = other;
  }
  return depth;
}

}  // namespace detail

namespace detail {
/// True if a kernel stores to the buffer that an access reads: then the load stays where it stands.
constexpr bool is_written(const plan_view& plan, const kernel& k, const access& a) {
  for (int s = 0; s < k.stores; ++s)
    if (plan.accesses[k.first_access + plan.stores[k.first_store + s].access].buffer == a.buffer) return true;
  return false;
}
}  // namespace detail

/// Finds the role of every instruction of kernel `number`.
constexpr void assign_roles(const plan_view& plan, int number, role* out) {
  const kernel& k = plan.kernels[number];
  const loop_form f = form_of(k);
  const access* accesses = plan.accesses.begin() + k.first_access;
  for (int i = 0; i < k.instructions; ++i) {
    const instruction& in = plan.instructions[k.first_instruction + i];
    role& r = out[i];
    r.phase = in.phase;
    r.reduction = facts_of(in.op).kind == op_kind::reduction;
    if (k.kind == kernel_kind::contract && i == 0) {
      r.depth = f.loops;
      continue;
    }
    if (r.reduction || in.level == 1) {
      r.when = stage::after;
      r.depth = f.outer;
      r.single = !f.columns;
      continue;
    }
    bool late = false;  // reads what a reduction gave
    for (const operand& o : in.in) {
      int depth = 0;
      if (o.source == operand::from::local) {
        depth = out[o.index].depth;
        late |= out[o.index].when != stage::hoisted;
      } else if (o.source == operand::from::load || o.source == operand::from::position) {
        const access& a = accesses[o.index];
        depth = a.buffer >= 0 && detail::is_written(plan, k, a) ? f.loops : detail::depth_of(accesses, o.index, f);
      }
      if (depth > r.depth) r.depth = depth;
    }
    if (!late && r.depth <= (f.columns ? f.vector_loop : f.outer)) {
      r.when = stage::hoisted;
      r.single = true;
    } else if (r.depth <= f.outer) {
      r.when = stage::before;
      r.single = !f.columns;
    }
  }
}

/// Finds which instructions run for every element in `phase`: its own, and those of earlier
/// phases whose values it reads (they are computed again, unless `kept` says that they stand).
constexpr void find_inner(const plan_view& plan, int number, const role* roles, int phase,
                          bool kept, bool* out) {
  const kernel& k = plan.kernels[number];
  const auto need = [&](const operand& o) {
    if (o.source == operand::from::local && roles[o.index].when == stage::inner &&
        !(kept && roles[o.index].phase < phase))
      out[o.index] = true;
  };
  for (int s = 0; s < k.stores; ++s) {
    const store& st = plan.stores[k.first_store + s];
    if (st.level == 0 && st.phase == phase) need(st.what);
  }
  for (int i = k.instructions; i-- > 0;) {
    const role& r = roles[i];
    if (r.phase == phase && (r.when == stage::inner || r.reduction)) out[i] = true;
    if (!out[i]) continue;
    for (const operand& o : plan.instructions[k.first_instruction + i].in) need(o);
  }
  for (int i = 0; i < k.instructions; ++i)
    if (roles[i].reduction || (k.kind == kernel_kind::contract && i == 0)) out[i] = false;
}

/// A rough cost of evaluating the elements of a phase once: elementary functions count more.
constexpr int weight_of(int op) {
  if (op == code_of<random_op>) return 24;
  if (op == code_of<exp_op> || op == code_of<expm1_op> || op == code_of<log_op> ||
      op == code_of<log1p_op> || op == code_of<tanh_op> || op == code_of<logistic_op> ||
      op == code_of<erf_op> || op == code_of<sin_op> || op == code_of<cos_op>)
    return 12;
  return op == code_of<pow_op> ? 24 : 1;
}

}  // namespace tapeless::kernels
