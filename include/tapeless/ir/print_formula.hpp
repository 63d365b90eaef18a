// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

#include <tapeless/core/list.hpp>
#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/kernel_facts.hpp>
#include <tapeless/ir/plan.hpp>
#include <tapeless/ir/print.hpp>

namespace tapeless::ir {

/// Adds what a buffer is called: the path of its leaf, or the number of the value it holds.
constexpr void print_buffer_name(auto& out, graph_view g, const buffer& b) {
  if (b.leaf >= 0)
    print_path(out, g, g.leaves[b.leaf]);
  else if (b.node >= 0)
    out.add('%').add(b.node);
  else
    out.add("panel");
}

/// Writes what a kernel computes, as formulas over the buffers of one launch: `max(%7[i, j] + bias[j], 0)`.
///
/// A value has a name of one letter if it is read twice or at another depth, or if its formula would be long.
template <class Out>
class formula_printer {
 public:
  constexpr formula_printer(Out& out, graph_view g, const plan_view& p, const launch& l)
      : out_(out),
        g_(g),
        p_(p),
        k_(p.kernels[l.kernel]),
        launch_(l),
        facts_(p, k_),
        named_(k_.instructions),
        weight_(k_.instructions) {
    choose_names();
  }

  constexpr const kernel_facts& facts() const { return facts_; }
  /// The letter of an instruction, or 0.
  constexpr char name_of(int i) const { return named_[i]; }
  static constexpr char index_of(int loop) { return "ijklmnoIJK"[static_cast<std::size_t>(loop)]; }

  constexpr void print(const operand& x) { print_operand(out_, x, 0); }
  constexpr void print_instruction(int i) { print_instruction(i, 0); }
  /// One more element of a reduction: `a += x[i]`, `a = max(a, x[i])`.
  constexpr void print_fold(int i) {
    const instruction& made = facts_.instruction_at(i);
    const std::string_view pattern = facts_of(made.op).written.pattern;
    const bool between = pattern.substr(0, 3) == "a2 ";  // a sign between the operands
    out_.add(named_[i]);
    if (between) {
      print_operand(out_.add(' ').add(pattern[3]).add("= "), made.in[0], 0);
    } else {
      instruction folding = made;
      folding.in[1] = made.in[0];
      folding.in[0] = {operand::from::local, i, 0};
      out_.add(" = ");
      print_pattern(pattern, folding);
    }
  }
  /// The element that an access names: `0.weight[k, j]`.
  constexpr void print_access(int index) {
    const access& a = facts_.access_at(index);
    if (a.buffer < 0) {
      print_flat(a, a.start);
      return;
    }
    const buffer& b = p_.buffers[p_.bindings[launch_.first_binding + a.buffer]];
    print_buffer_name(out_, g_, b);
    const dims shape = b.leaf >= 0   ? g_.leaves[b.leaf].shape
                       : b.node >= 0 ? g_[b.node].shape
                                     : dims{};
    const bool whole = shape.count() * bytes_of(b.type) == b.bytes;
    if (whole && shape.count() == 1) return;
    out_.add('[');
    const int start =
        a.start +
        static_cast<int>(start_of_binding(p_, launch_.first_binding + a.buffer) / bytes_of(b.type));
    if (!whole || !print_by_axes(a, start, shape)) print_flat(a, start);
    out_.add(']');
  }

 private:
  Out& out_;
  graph_view g_;
  plan_view p_;
  kernel k_;
  launch launch_;
  kernel_facts facts_;
  list<char> named_;
  list<int> weight_;  ///< instructions in the formula that an unnamed one is

  static constexpr int longest_expression = 5;

  constexpr bool moves_only(int i) const {
    return facts_of(facts_.instruction_at(i).op).cost == op_cost::move;
  }

  /// A value has a name if it is read twice or elsewhere, or if its expression would be long.
  constexpr void choose_names() {
    list<int> uses(k_.instructions);
    list<char> elsewhere(k_.instructions);
    const auto read = [&](const operand& x, int depth, int phase) {
      if (x.source != operand::from::local) return;
      ++uses[x.index];
      const bool same =
          facts_[x.index].depth == depth && facts_.instruction_at(x.index).phase == phase;
      if (!same) elsewhere[x.index] = 1;
    };
    for (int i = 0; i < k_.instructions; ++i)
      if (facts_[i].needed)
        for (const operand& x : facts_.instruction_at(i).in)
          read(x, facts_.is_reduction(i) ? k_.loops : facts_[i].depth,
               facts_.instruction_at(i).phase);
    for (int s = 0; s < k_.stores; ++s) {
      const store& st = facts_.store_at(s);
      read(st.what, st.level == 1 ? k_.outer : facts_.element_loops(), st.phase);
    }
    int letter = 0;
    for (int i = 0; i < k_.instructions; ++i) {
      if (!facts_[i].needed) continue;
      weight_[i] = moves_only(i) ? 0 : 1;
      for (const operand& x : facts_.instruction_at(i).in)
        if (x.source == operand::from::local && named_[x.index] == 0)
          weight_[i] += weight_[x.index];
      const bool own = facts_.is_product(i) || facts_.is_reduction(i) ||
                       weight_[i] > longest_expression ||
                       (!moves_only(i) && (uses[i] > 1 || elsewhere[i] != 0));
      if (own) named_[i] = next_letter(letter);
    }
  }
  /// a … h, p … z: i … o are indices, and I, J, K. After these come other capitals.
  static constexpr char next_letter(int& n) {
    constexpr std::string_view letters = "abcdefghpqrstuvwxyzABCDEFGHLMNOPQRSTUVWXYZ";
    return letters[static_cast<std::size_t>(n++) % letters.size()];
  }

  // ---- expressions ---------------------------------------------------------------------------

  /// `binds` says how strongly what stands around the operand holds its parts.
  constexpr void print_operand(Out&, const operand& x, int binds) {
    switch (x.source) {
      case operand::from::none: break;
      case operand::from::constant: out_.add(x.value); break;
      case operand::from::load:
      case operand::from::position: print_access(x.index); break;
      case operand::from::local:
        if (named_[x.index] != 0)
          out_.add(named_[x.index]);
        else
          print_instruction(x.index, binds);
    }
  }
  constexpr void print_instruction(int i, int binds) {
    const instruction& made = facts_.instruction_at(i);
    if (moves_only(i)) return print_operand(out_, made.in[0], binds);
    const op_facts& op = facts_of(made.op);
    const bool enclosed = op.written.binds < binds;
    if (enclosed) out_.add('(');
    if (op.written.pattern.empty())
      print_call(op.name, made);
    else
      print_pattern(op.written.pattern, made);
    if (enclosed) out_.add(')');
  }
  constexpr void print_pattern(std::string_view pattern, const instruction& made) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const bool is_operand = i + 1 < pattern.size() && pattern[i] >= 'a' && pattern[i] <= 'c' &&
                              pattern[i + 1] >= '0' && pattern[i + 1] <= '4';
      if (!is_operand) {
        out_.add(pattern[i]);
        continue;
      }
      print_operand(out_, made.in[pattern[i] - 'a'], pattern[i + 1] - '0');
      ++i;
    }
  }
  constexpr void print_call(std::string_view name, const instruction& made) {
    out_.add(name).add('(');
    bool first = true;
    for (const operand& x : made.in) {
      if (x.source == operand::from::none) continue;
      if (!first) out_.add(", ");
      first = false;
      print_operand(out_, x, 0);
    }
    out_.add(')');
  }

  // ---- memory --------------------------------------------------------------------------------

  /// One expression over all loops: the number of the element.
  constexpr void print_flat(const access& a, int start) {
    bool first = true, falling = false;
    for (int l = 0; l < k_.loops; ++l) falling = falling || (k_.size[l] > 1 && a.stride[l] < 0);
    if (falling && start > 0) {  // 7 - i rather than -i + 7
      out_.add(start);
      start = 0;
      first = false;
    }
    for (int l = 0; l < k_.loops; ++l)
      if (k_.size[l] > 1) print_term(a.stride[l], index_of(l), first);
    if (a.index_access >= 0) {
      if (!first) out_.add(" + ");
      if (a.index_stride != 1) out_.add(a.index_stride).add(" * ");
      print_access(a.index_access);
      first = false;
    }
    if (start != 0 || first) {
      if (!first) out_.add(start < 0 ? " - " : " + ");
      out_.add(!first && start < 0 ? -start : start);
    }
  }
  constexpr void print_term(int factor, char index, bool& first) {
    if (factor == 0) return;
    if (!first)
      out_.add(factor < 0 ? " - " : " + ");
    else if (factor < 0)
      out_.add('-');
    first = false;
    const int size = factor < 0 ? -factor : factor;
    if (size != 1)
      out_.add(size).add(index);
    else
      out_.add(index);
  }

  /// An expression per axis, if every loop moves along one axis. Axes of size 1 are not written.
  constexpr bool print_by_axes(const access& a, int start, const dims& shape) {
    const auto stride = row_major_strides(shape);
    fixed<access, max_rank> along{};
    for (int i = 0; i < shape.rank; ++i) {
      if (shape[i] == 1) continue;
      along[i].start = start / stride[i];
      start -= along[i].start * stride[i];
    }
    for (int l = 0; l < k_.loops; ++l) {
      if (a.stride[l] == 0 || k_.size[l] == 1) continue;
      int axis = -1;
      for (int i = shape.rank; i-- > 0;)
        if (shape[i] > 1 && a.stride[l] % stride[i] == 0) axis = i;
      if (axis < 0) return false;
      const int step = a.stride[l] / stride[axis],
                way = (step < 0 ? -step : step) * (k_.size[l] - 1);
      if (way >= shape[axis]) return false;
      along[axis].stride[l] = step;
    }
    if (a.index_access >= 0) {
      int axis = -1;
      for (int i = shape.rank; i-- > 0;)
        if (shape[i] > 1 && a.index_stride == stride[i]) axis = i;
      if (axis < 0) return false;
      along[axis].index_access = a.index_access;
      along[axis].index_stride = 1;
    }
    bool first = true;
    for (int i = 0; i < shape.rank; ++i) {
      if (shape[i] == 1) continue;
      if (!first) out_.add(", ");
      first = false;
      print_flat(along[i], along[i].start);
    }
    return true;
  }
};

}  // namespace tapeless::ir
