// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/kernel_facts.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/ir/print_formula.hpp>

namespace tapeless::ir {

/// Writes a launch as the loops that it runs, in the grammar of docs/ir.md.
template <class Out>
class loop_printer {
 public:
  constexpr loop_printer(Out& out, graph_view g, const plan_view& p, const launch& l)
      : out_(out), k_(p.kernels[l.kernel]), formulas_(out, g, p, l), facts_(formulas_.facts()) {}

  constexpr void print(int indent) {
    indent_ = indent;
    write(0, false, 0);
    const int kept = k_.kind == kernel_kind::contract ? facts_.element_loops() : k_.outer;
    for (int l = 0; l < kept; ++l) open(l);
    if (k_.kind == kernel_kind::contract) {
      print_product();
      stores(0, 0);
      return;
    }
    for (int phase = 0; phase < k_.phases; ++phase) {
      const int outside = indent_;
      write(k_.outer, true, phase, 0);
      if (has_elements(phase)) {
        for (int l = k_.outer; l < k_.loops; ++l) open(l);
        fold(phase);
        stores(phase, 0);
      }
      indent_ = outside;
      write(k_.outer, true, phase, 1);
      stores(phase, 1);
    }
  }

 private:
  Out& out_;
  kernel k_;
  formula_printer<Out> formulas_;
  const kernel_facts& facts_;
  int indent_ = 0;
  int phase_ = 0;

  constexpr Out& line() {
    for (int i = 0; i < indent_; ++i) out_.add("  ");
    return out_;
  }

  constexpr void open(int loop) {
    if (k_.size[loop] > 1) {
      line().add("for ").add(formulas_.index_of(loop)).add(" in ").add(k_.size[loop]);
      if (loop == k_.vector_loop) out_.add(" (lanes)");
      out_.add(":\n");
      ++indent_;
    }
    const bool product = k_.kind == kernel_kind::contract;
    if (product ? loop + 1 < facts_.element_loops() : loop + 1 <= k_.outer)
      write(loop + 1, false, 0);
    else if (!product)
      write_inner(loop + 1);
  }
  /// Named values of a depth: hoisted ones of all phases, or what waits for the reductions of one.
  constexpr void write(int depth, bool late, int phase, int level = 0) {
    for (int i = 0; i < k_.instructions; ++i) {
      const bool here = facts_[i].depth == depth && facts_[i].late == late &&
                        (!late || (facts_.instruction_at(i).phase == phase &&
                                   facts_.instruction_at(i).level == level));
      if (here) write_line(i);
    }
  }
  constexpr void write_inner(int depth) {
    for (int i = 0; i < k_.instructions; ++i)
      if (facts_[i].depth == depth && facts_.instruction_at(i).phase == phase_) write_line(i);
  }
  constexpr void write_line(int i) {
    if (formulas_.name_of(i) == 0 || facts_.is_product(i) || facts_.is_reduction(i)) return;
    line().add(formulas_.name_of(i)).add(" = ");
    formulas_.print_instruction(i);
    out_.add('\n');
  }
  constexpr void print_product() {
    line().add(formulas_.name_of(0)).add(" = sum over ");
    for (int l = k_.outer; l < k_.loops; ++l)
      out_.add(l == k_.outer ? "" : ", ").add(formulas_.index_of(l)).add(" in ").add(k_.size[l]);
    out_.add(" of ");
    formulas_.print_access(0);
    out_.add(" * ");
    formulas_.print_access(1);
    out_.add('\n');
    write_inner(facts_.element_loops());
  }
  constexpr bool has_elements(int phase) {
    phase_ = phase;
    for (int i = 0; i < k_.instructions; ++i)
      if (facts_[i].needed && facts_.is_reduction(i) && facts_.instruction_at(i).phase == phase)
        return true;
    for (int s = 0; s < k_.stores; ++s)
      if (facts_.store_at(s).phase == phase && facts_.store_at(s).level == 0) return true;
    return false;
  }
  constexpr void fold(int phase) {
    for (int i = 0; i < k_.instructions; ++i) {
      const instruction& made = facts_.instruction_at(i);
      if (!facts_[i].needed || !facts_.is_reduction(i) || made.phase != phase) continue;
      line();
      formulas_.print_fold(i);
      out_.add('\n');
    }
  }
  constexpr void stores(int phase, int level) {
    for (int s = 0; s < k_.stores; ++s) {
      const store& st = facts_.store_at(s);
      if (st.phase != phase || st.level != level) continue;
      line();
      formulas_.print_access(st.access);
      out_.add(st.accumulate ? " += " : " = ");
      formulas_.print(st.what);
      out_.add('\n');
    }
  }
};

/// Adds the loops of a launch.
template <class Out>
constexpr void print_loops(Out& out, graph_view g, const plan_view& p, const launch& l,
                           int indent = 0) {
  loop_printer<Out>(out, g, p, l).print(indent);
}

}  // namespace tapeless::ir
