// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>
#include <tapeless/passes/order.hpp>
#include <tapeless/passes/views.hpp>

namespace tapeless {

/// The most instructions that one loop body may have: beyond, registers spill.
inline constexpr int most_members = 48;

namespace detail {

/// Roughly how many simple instructions an op takes: what decides between repeating and keeping a value.
constexpr int cost_of(int op) {
  for (int dear : {code_of<exp_op>, code_of<expm1_op>, code_of<log_op>, code_of<log1p_op>, code_of<tanh_op>,
                   code_of<logistic_op>, code_of<erf_op>, code_of<sin_op>, code_of<cos_op>, code_of<pow_op>,
                   code_of<random_op>})
    if (op == dear) return 10;
  return 1;
}

/// The work of `fuse`: walks the nodes once and puts each into the latest group that made one of
/// its operands, if it fits there, else into a new one. So groups need no sorting: operands
/// never come from a later group.
class fuser {
 public:
  constexpr explicit fuser(graph_view graph) : g(graph) {
    out.nodes.resize(g.nodes.size());
    out.places.resize(g.nodes.size());
    member_ = out.nodes.begin();
    place_ = out.places.begin();
    last_reader_.assign(g.leaves.size(), -1);
    crossing_reader_.assign(g.leaves.size(), -1);
    wants_memory_.resize(g.nodes.size());
    asked_for_.resize(g.nodes.size());
    kept_.resize(g.nodes.size());
    uses_.resize(g.nodes.size());
    floating_.resize(g.nodes.size());
  }

  constexpr grouping run() {
    mark_wanted();
    for (int i = 0; i < g.nodes.count; ++i) visit(i);
    // all that assignments read is known before the first of them decides whether it may write early
    for (int i : assignments_) settle(g[i].in[1]);
    for (int i : assignments_) make_assigned(i);
    for (int i : assignments_) assign(i);
    for (int r : g.results) store(r);
    return std::move(out);
  }

 private:
  graph_view g;
  grouping out;
  membership* member_ = nullptr;      // out's lists, without a call for every look
  place_of_value* place_ = nullptr;
  list<int> assignments_;
  list<int> last_reader_;      ///< per leaf: the last group that reads it
  list<int> crossing_reader_;  ///< per leaf: the last group that reads it at other indices than it would write
  list<char> wants_memory_;    ///< read by address: operands of products, results, …
  list<char> kept_;            ///< will be in memory whatever is decided: stands behind a wanted value
  list<char> asked_for_;       ///< a result, or assigned to a leaf
  list<int> uses_;
  list<char> floating_;        ///< cheap to make from memory: waits to run where it is used

  constexpr membership& at(int id) { return member_[id]; }
  constexpr place_of_value& place(int id) { return place_[id]; }
  constexpr bool in_memory(int id) const {
    return is<leaf_op>(g[id]) || member_[id].group >= 0;
  }

  /// Values that are read by address, not as operands of an expression.
  constexpr void mark_wanted() {
    for (int i = 0; i < g.nodes.count; ++i) {
      const node& n = g.nodes.items[i];
      for (int x : n.in) {
        if (x < 0) break;
        ++uses_[x];
      }
      switch (n.op) {
        case code_of<contract_op>:
        case code_of<scatter_add_op>:
        case code_of<gather_op>:
          for (int x : n.in)
            if (x >= 0) wants_memory_[x] = 1;
          break;
        case code_of<assign_op>:
          assignments_.push_back(i);
          wants_memory_[n.in[1]] = asked_for_[n.in[1]] = 1;
          break;
        default: break;
      }
    }
    for (int r : g.results) wants_memory_[r] = asked_for_[r] = 1;
    const char* wanted = wants_memory_.begin();
    for (int i = 0; i < g.nodes.count; ++i) {
      if (wanted[i] == 0) continue;
      int base = i;
      while (facts_of(g[base].op).kind == op_kind::view) base = g[base].in[0];
      kept_[base] = 1;
    }
  }

  /// Whether v can wait: it is made of leaves alone, or of values that are in memory anyway by one cheap op.
  constexpr bool may_float(int v) const {
    if (wants_memory_[v] != 0 || is<random_op>(g[v]) || is<gather_op>(g[v])) return false;
    bool computed = false;
    for (int x : g[v].in) {
      if (x < 0) break;
      const int base = place_[x].base;
      if (base < 0 || floating_[base] != 0) {
        if (same_elements(g, x) != base) return false;
        continue;
      }
      if (member_[base].group < 0) continue;
      if (g[base].shape.count() == 1) continue;  // one number: a load outside the loops
      computed = true;
      if (kept_[base] == 0 && !member_[base].stored) return false;
    }
    return !computed || (uses_[v] == 1 && cost_of(g[v].op) == 1);
  }

  /// A floating value that must exist now gets a group of its own.
  constexpr void settle(int x) {
    if (x < 0) return;
    const int base = place(x).base;
    if (base < 0 || floating_[base] == 0) return;
    floating_[base] = 0;
    put_elementwise(base);
  }

  /// Floating operands of v come into group k, where v wants to run.
  constexpr void pull_operands(int v, int k) {
    for (int x : g[v].in) {
      if (x < 0) break;
      const int f = place(x).base;
      if (f < 0 || floating_[f] == 0) continue;
      const int level = level_in(g[f].shape, out.groups[k]);
      if (level >= 0) {
        floating_[f] = 0;
        pull_operands(f, k);
        if (fits(f, k, level, true))
          join(f, k, level);
        else
          put_elementwise(f);
      } else {
        settle(f);
      }
    }
  }

  constexpr void store(int id) {
    const int base = place(id).base;
    if (base >= 0 && at(base).group >= 0) at(base).stored = true;
  }

  constexpr void visit(int id) {
    const node& n = g[id];
    switch (facts_of(n.op).kind) {
      case op_kind::source:
        place(id) = is<iota_op>(n) ? place_of_value{id, 0, {}} : own_place(id, n.shape);
        if (is<iota_op>(n)) place(id).stride[n.attr.axis] = 1;
        if (!is<leaf_op>(n) && wants_memory_[id] != 0) open(id, group_kind::map, n.shape);
        break;
      case op_kind::view: visit_view(id); break;
      case op_kind::contraction:
      case op_kind::movement:
        if (is<gather_op>(n)) {
          elementwise(id);
          break;
        }
        for (int x : n.in) settle(x);
        open(id, is<contract_op>(n) ? group_kind::contraction : group_kind::copy, n.shape);
        for (int x : n.in) read(id, x);
        break;
      case op_kind::reduction: reduction(id); break;
      case op_kind::elementwise: elementwise(id); break;
      case op_kind::effect: break;
    }
  }

  constexpr void visit_view(int id) {
    const node& n = g[id];
    const int x = n.in[0];
    place(id) = view_place(n, place(x), g[x].shape);
    const bool wanted = wants_memory_[id] != 0;
    const bool is_result_view = wanted && !is_row_major(place(id), n.shape) && asked_for_[id] != 0;
    if (place(id).base < 0 || !is_squeeze(id) || wanted) settle(x);
    const bool on_nothing = place(id).base >= 0 && !in_memory(place(id).base);
    if (place(id).base < 0) {
      open(id, group_kind::copy, g[x].shape);  // loops over the operand, writes in order
      read(id, x);
    } else if ((wanted && on_nothing) || is_result_view) {
      open(id, group_kind::map, n.shape);
      read(id, x);
    }
  }

  constexpr bool is_squeeze(int id) const {
    return is<reshape_op>(g[id]) && same_squeezed(g[id].shape, g[g[id].in[0]].shape);
  }

  constexpr int open(int id, group_kind kind, const dims& shape) {
    const node& n = g[id];
    group made;
    made.kind = kind;
    made.shape = squeezed(shape);
    made.root = id;
    made.members = 1;
    made.type = computed_in(id);
    out.groups.push_back(made);
    at(id).group = out.groups.size() - 1;
    place(id) = own_place(id, n.shape);
    return at(id).group;
  }

  /// What a node is computed in: integers travel as floats.
  constexpr element computed_in(int id) const {
    const node& n = g[id];
    const bool narrows = is<convert_op>(n) && n.type < g[n.in[0]].type;  // the store rounds
    if (narrows || (n.type == element::int32 && n.in[0] >= 0 && !is<gather_op>(n))) return computed_in(n.in[0]);
    return n.type == element::float64 ? element::float64 : element::float32;
  }

  /// Notes that `reader` reads x from memory.
  constexpr void read(int reader, int x, bool aligned = false) {
    if (x < 0) return;
    const int base = place(x).base;
    if (base < 0) return;
    if (at(base).group >= 0) at(base).stored = true;
    if (!is<leaf_op>(g[base])) return;
    const int leaf = g[base].attr.first;
    const int group = at(reader).group;
    if (group > last_reader_[leaf]) last_reader_[leaf] = group;
    const bool same = aligned && !is<gather_op>(g[reader]) && same_elements(g, x) == base;
    if (!same && group > crossing_reader_[leaf]) crossing_reader_[leaf] = group;
  }

  /// Whether operand x of v is, element for element, a value of group k that v can use in a register.
  constexpr bool is_local(int v, int x, int k, int level) {
    const int o = same_elements(g, x);
    if (at(o).group != k) return false;
    const group& gr = out.groups[k];
    const dims &dv = g[v].shape, &dx = g[x].shape;
    if (at(o).level == level) return same_squeezed(dx, dv) || is<gather_op>(g[v]);
    if (level == 1) return false;
    // a folded value in an element's expression: it must vary along the kept axes exactly
    int axis = 0;
    const int shift = dv.rank - dx.rank;
    for (int i = 0; i < dv.rank; ++i) {
      if (dv[i] == 1) continue;
      const bool varies = i >= shift && dx[i - shift] != 1;
      if (varies == has_axis(gr.folded, axis++)) return false;
    }
    return true;
  }

  constexpr int level_in(const dims& d, const group& gr) const {
    if (d == gr.shape) return 0;
    const dims s = squeezed(d);
    if (s == gr.shape) return 0;
    if (gr.kind == group_kind::fold && s == gr.kept_shape()) return 1;
    return -1;
  }

  /// Whether v can run in group k at a level; all its operands are local there or finished before.
  constexpr bool fits(int v, int k, int level, bool pulled = false) {
    const group& gr = out.groups[k];
    if (gr.kind == group_kind::copy || gr.members >= most_members) return false;
    if (gr.type != computed_in(v)) return false;
    bool any_local = false;
    for (int i = 0; i < 3; ++i) {
      const int x = g[v].in[i];
      if (x < 0) break;
      const bool by_address = is<gather_op>(g[v]);
      if (!by_address && is_local(v, x, k, level)) {
        any_local = true;
        continue;
      }
      const int base = place(x).base;
      if (base >= 0 && at(base).group >= k) return false;
    }
    return any_local || pulled || (k == 0 && gr.shape.rank == 0 && g[v].shape.count() == 1);
  }

  constexpr int latest_group(int v) {
    int latest = -1;
    for (int x : g[v].in) {
      if (x < 0) break;
      const int base = place(x).base;
      if (base >= 0 && at(base).group > latest) latest = at(base).group;
    }
    return latest;
  }

  constexpr void join(int v, int k, int level) {
    group& gr = out.groups[k];
    ++gr.members;
    membership& m = at(v);
    m.group = k;
    m.level = level;
    m.phase = 0;
    place(v) = own_place(v, g[v].shape);
    for (int x : g[v].in) {
      if (x < 0) break;
      if (!is<gather_op>(g[v]) && is_local(v, x, k, level)) {
        const membership& o = at(same_elements(g, x));
        const int after = o.phase + (level == 0 && o.level == 1 ? 1 : 0);
        if (after > m.phase) m.phase = after;
      } else {
        read(v, x, same_squeezed(g[x].shape, g[v].shape));
      }
    }
    if (m.phase + 1 > gr.phases) gr.phases = m.phase + 1;
  }

  constexpr void elementwise(int v) {
    const bool prelude = g[v].shape.count() == 1 && latest_group(v) < 1;
    if (!prelude && may_float(v)) {
      floating_[v] = 1;
      place(v) = own_place(v, g[v].shape);
      return;
    }
    put_elementwise(v);
  }

  constexpr void put_elementwise(int v) {
    if (is<gather_op>(g[v]))
      for (int x : g[v].in) settle(x);
    int k = latest_group(v);
    // scalars of the prelude run together, whatever they are made of
    if (k < 0 && g[v].shape.count() == 1 && !out.groups.empty() && out.groups[0].shape.rank == 0) k = 0;
    if (k >= 0) {
      const int level = level_in(g[v].shape, out.groups[k]);
      if (level >= 0) pull_operands(v, k);
      if (level >= 0 && latest_group(v) <= k && fits(v, k, level)) return join(v, k, level);
    }
    for (int x : g[v].in) settle(x);
    k = latest_group(v);
    if (k >= 0) {
      const int level = level_in(g[v].shape, out.groups[k]);
      if (level >= 0 && fits(v, k, level)) return join(v, k, level);
    }
    open(v, group_kind::map, g[v].shape);
    for (int x : g[v].in)
      if (x >= 0) read(v, x, same_squeezed(g[x].shape, g[v].shape));
  }

  constexpr void reduction(int v) {
    const node& n = g[v];
    const int x = n.in[0], o = same_elements(g, x);
    settle(x);
    const dims shape = squeezed(g[x].shape);
    axis_set folded = 0;
    for (int i = 0, axis = 0; i < g[x].shape.rank; ++i) {
      if (g[x].shape[i] == 1) continue;
      if (has_axis(n.attr.axis, i)) folded |= 1 << axis;
      ++axis;
    }
    const int k = at(o).group;
    if (k >= 0 && at(o).level == 0 && latest_group(v) == k) {
      group& gr = out.groups[k];
      const bool same_fold = gr.kind == group_kind::fold && gr.folded == folded;
      if (gr.shape == shape && gr.type == computed_in(v) && gr.members < most_members &&
          (gr.kind == group_kind::map || same_fold)) {
        gr.kind = group_kind::fold;
        gr.folded = folded;
        ++gr.members;
        at(v) = {.group = k, .level = 1, .phase = at(o).phase};
        place(v) = own_place(v, n.shape);
        return;
      }
    }
    open(v, group_kind::fold, g[x].shape);
    out.groups.back().folded = folded;
    at(v).level = 1;
    read(v, x);
  }

  /// A value to assign that is a leaf, a number or a view becomes a value of its own.
  constexpr void make_assigned(int id) {
    const int y = g[id].in[1];
    if (at(same_elements(g, y)).group >= 0) return;
    open(id, group_kind::map, g[id].shape);
    read(id, y, true);
  }

  /// Whether group k reads a leaf after a phase: elements may be computed again there.
  constexpr bool read_in_later_phase(int leaf, int k, int phase) const {
    if (out.groups[k].phases == phase + 1) return false;
    for (int v = 0; v < g.size(); ++v) {
      const membership& m = member_[v];
      if (m.group != k || (m.phase <= phase && m.level == 1)) continue;
      for (int x : g[v].in)
        if (x >= 0 && place_[x].base == leaf) return true;
    }
    return false;
  }

  /// An assignment is written where the new value is made, if by then nobody else reads the old one.
  constexpr void assign(int id) {
    const int o = same_elements(g, g[id].in[1]);
    const int leaf = g[g[id].in[0]].attr.first;
    if (at(o).group < 0) {
      if (last_reader_[leaf] <= at(id).group && crossing_reader_[leaf] < at(id).group) return;
      at(id).stored = true;  // computed now, copied at the end
      out.late_assignments.push_back(id);
      return;
    }
    place(id) = own_place(g[id].in[0], g[id].shape);
    const int k = at(o).group;
    at(id) = {.group = k, .level = at(o).level, .phase = at(o).phase};
    if (last_reader_[leaf] <= k && crossing_reader_[leaf] < k &&
        out.groups[k].kind != group_kind::copy && !read_in_later_phase(g[id].in[0], k, at(o).phase))
      return;
    at(o).stored = true;
    at(id) = {};
    out.late_assignments.push_back(id);
  }
};

}  // namespace detail

/// Puts nodes into groups that run as one loop nest each.
///
/// Before   order(graph); verify_graph is empty; no gradient nodes
/// After    every computed node is in one group; groups are in an order in which they can run
/// Cost     O(nodes)
/// Rule     a value used in its own group only stays in a register
constexpr grouping fuse(graph_view g) { return detail::fuser(g).run(); }

}  // namespace tapeless
