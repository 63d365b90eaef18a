// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <tapeless/core/element.hpp>
#include <tapeless/core/list.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless::ir {

/// What follows from a kernel's accesses and instructions: when each instruction runs, and what a run costs.
class kernel_facts {
 public:
  struct fact {
    int depth = 0;        ///< the number of loops around it: it moves with no loop ≥ depth
    bool needed = false;  ///< a store or a later phase reads it
    bool late = false;    ///< reads what a reduction gave
  };

  constexpr kernel_facts(const plan_view& plan, const kernel& which)
      : p_(plan), k_(which), facts_(which.instructions) {
    for (int i = 0; i < k_.instructions; ++i) read(i);
    for (int s = 0; s < k_.stores; ++s) need(store_at(s).what);
    for (int i = k_.instructions; i-- > 0;)
      if (facts_[i].needed)
        for (const operand& x : instruction_at(i).in) need(x);
  }

  constexpr const fact& operator[](int i) const { return facts_[i]; }
  constexpr const instruction& instruction_at(int i) const {
    return p_.instructions[k_.first_instruction + i];
  }
  constexpr const access& access_at(int a) const { return p_.accesses[k_.first_access + a]; }
  constexpr const store& store_at(int s) const { return p_.stores[k_.first_store + s]; }
  constexpr bool is_product(int i) const { return k_.kind == kernel_kind::contract && i == 0; }
  constexpr bool is_reduction(int i) const {
    return facts_of(instruction_at(i).op).kind == op_kind::reduction;
  }

  /// Loops around an element at level 0: the summed ones of a product are not among them.
  constexpr int element_loops() const {
    return k_.kind == kernel_kind::contract ? k_.outer : k_.loops;
  }

  /// Arithmetic of one run: 2 for a multiply-add, 0 for what only moves, 1 for every other instruction on an element.
  constexpr std::int64_t flops() const {
    std::int64_t n = 0;
    for (int i = 0; i < k_.instructions; ++i) {
      if (!facts_[i].needed) continue;
      const int op = instruction_at(i).op;
      const bool folds = is_product(i) || is_reduction(i);
      n += ops::flops(facts_of(op).cost) * runs(folds ? k_.loops : facts_[i].depth);
    }
    return n;
  }

  /// Bytes that one run reads and writes, every element of an access counted once.
  constexpr std::int64_t bytes() const {
    std::int64_t n = 0;
    list<char> used(k_.accesses);
    const auto touch = [&](const operand& x) {
      if (x.source == operand::from::load) used[x.index] = 1;
    };
    for (int i = 0; i < k_.instructions; ++i)
      if (facts_[i].needed)
        for (const operand& x : instruction_at(i).in) touch(x);
    for (int s = 0; s < k_.stores; ++s) {
      touch(store_at(s).what);
      n += bytes_of_access(store_at(s).access) * (store_at(s).accumulate ? 2 : 1);
    }
    for (int a = 0; a < k_.accesses; ++a)
      if (used[a] != 0) n += bytes_of_access(a);
    return n;
  }

 private:
  plan_view p_;
  kernel k_;
  list<fact> facts_;

  constexpr std::int64_t runs(int depth) const {
    std::int64_t n = 1;
    for (int l = 0; l < depth; ++l) n *= k_.size[l];
    return n;
  }
  constexpr std::int64_t bytes_of_access(int index) const {
    const access& a = access_at(index);
    std::int64_t n = 1, range = 1;  // windows that overlap name an element more than once
    for (int l = 0; l < k_.loops; ++l) {
      const int stride = a.stride[l];
      range += std::int64_t{stride < 0 ? -stride : stride} * (k_.size[l] - 1);
      if (moves(index, l)) n *= k_.size[l];
    }
    if (a.index_access < 0 && range < n) n = range;
    n *= a.buffer < 0 ? 0 : bytes_of(a.type);
    return a.index_access < 0 ? n : n + bytes_of_access(a.index_access);
  }
  constexpr bool moves(int index, int loop) const {
    const access& a = access_at(index);
    return a.stride[loop] != 0 || (a.index_access >= 0 && moves(a.index_access, loop));
  }
  constexpr int depth_of(const operand& x) const {
    if (x.source == operand::from::local) return facts_[x.index].depth;
    int depth = 0;
    if (x.source == operand::from::load || x.source == operand::from::position)
      for (int l = 0; l < k_.loops; ++l)
        if (k_.size[l] > 1 && moves(x.index, l)) depth = l + 1;
    return depth;
  }
  constexpr void read(int i) {
    fact& f = facts_[i];
    const instruction& made = instruction_at(i);
    if (is_product(i)) {
      f.depth = element_loops();
      return;
    }
    for (const operand& x : made.in) {
      const int depth = depth_of(x);
      if (depth > f.depth) f.depth = depth;
      if (x.source == operand::from::local) f.late = f.late || facts_[x.index].late;
    }
    if (is_reduction(i) || made.level == 1) {
      f.depth = k_.outer;
      f.late = true;
    }
  }
  constexpr void need(const operand& x) {
    if (x.source == operand::from::local) facts_[x.index].needed = true;
  }
};

/// Arithmetic and traffic of one run of a plan, as its kernels do it.
struct plan_work {
  std::int64_t flops = 0, bytes = 0;
};

/// How often a launch runs: in every iteration of all regions around it.
constexpr std::int64_t iterations_of(const plan_view& p, const launch& l) {
  std::int64_t n = 1;
  for (int r = l.region; r >= 0; r = p.regions[r].parent) n *= p.regions[r].length;
  return n;
}

constexpr plan_work work_of(const plan_view& p) {
  plan_work sum;
  list<std::int64_t> runs(p.kernels.size());
  for (const launch& l : p.launches) runs[l.kernel] += iterations_of(p, l);
  for (int k = 0; k < p.kernels.size(); ++k) {
    const kernel_facts facts(p, p.kernels[k]);
    sum.flops += facts.flops() * runs[k];
    sum.bytes += facts.bytes() * runs[k];
  }
  return sum;
}

}  // namespace tapeless::ir
