// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>
#include <tapeless/passes/fuse.hpp>
#include <tapeless/passes/kernel_writer.hpp>

namespace tapeless {

namespace detail {

/// A later phase repeats a value that costs no more, rather than keep it.
inline constexpr int most_repeated_cost = 4;

/// Turns groups into kernels and launches.
class scheduler {
 public:
  constexpr scheduler(graph_view graph, grouping_view grouped) : g(graph), fused(grouped) {
    leaf_buffer_.assign(g.leaves.size(), -1);
    node_buffer_.assign(g.nodes.size(), -1);
    absorbed_.resize(g.nodes.size());
    members_.resize(fused.groups.size());
    for (int l = 0; l < g.leaves.size(); ++l) {
      leaf_buffer_[l] = add_buffer(g.leaves[l].shape.count(), g.leaves[l].type);
      all_.buffers.back().leaf = l;
    }
    list<int> uses(g.nodes.size());
    for (int i = 0; i < g.nodes.count; ++i) {
      for (int x : g[i].in) {
        if (x < 0) break;
        ++uses[x];
      }
      const int k = fused[i].group;
      if (k >= 0) members_[k].push_back(i);
    }
    absorb_products(uses);
  }

  constexpr launch_list run() {
    for (int k = 0; k < fused.groups.size(); ++k) {
      group_ = k;
      switch (fused.groups[k].kind) {
        case group_kind::copy: write_copy(fused.groups[k].root); break;
        case group_kind::contraction: write_contraction(fused.groups[k]); break;
        default: write_nest(fused.groups[k]);
      }
    }
    for (int late : fused.late_assignments) write_late(late);
    return std::move(all_);
  }

 private:
  graph_view g;
  grouping_view fused;
  launch_list all_;
  list<int> leaf_buffer_, node_buffer_;
  list<char> absorbed_;  ///< products that became part of a fused multiply-add
  list<list<int>> members_;
  int group_ = 0;

  // one kernel under construction
  kernel_writer* w_ = nullptr;
  fixed<int, max_loops> loop_size_{};
  int loops_ = 0;
  axis_set folded_ = 0;
  int phase_ = 0;
  struct local {
    int node, phase, instruction;
  };
  list<local> locals_;

  constexpr int add_buffer(int elements, element type) {
    buffer b;
    b.bytes = static_cast<std::int64_t>(elements) * bytes_of(type);
    b.type = type;
    b.born = -1;
    all_.buffers.push_back(b);
    return all_.buffers.size() - 1;
  }
  constexpr int buffer_of(int id) {
    const node& n = g[id];
    if (is<leaf_op>(n)) return leaf_buffer_[n.attr.first];
    int& b = node_buffer_[id];
    if (b < 0) {
      b = add_buffer(n.shape.count(), n.type);
      all_.buffers.back().node = id;
    }
    return b;
  }

  /// Products that only a sum or difference of the same loop reads become fused multiply-adds.
  constexpr void absorb_products(const list<int>& uses) {
    for (int v = 0; v < g.nodes.count; ++v) {
      const int op = g.nodes.items[v].op;
      if ((op != code_of<add_op> && op != code_of<sub_op>) || fused[v].group < 0) continue;
      const int m = product_in(v, uses);
      if (m >= 0) absorbed_[m] = 1;
    }
  }
  constexpr int product_in(int v, const list<int>& uses) const {
    for (int i = is<sub_op>(g[v]) ? 1 : 0; i < 2; ++i) {
      const int m = g[v].in[i];
      if (is<mul_op>(g[m]) && uses[m] == 1 && !fused[m].stored &&
          fused[m].group == fused[v].group && fused[m].level == fused[v].level && fused[m].phase == fused[v].phase)
        return m;
    }
    return -1;
  }

  // ---- accesses

  /// Which loop each axis of a value of shape d is, at a level of the kernel; -1 for axes of size 1.
  constexpr fixed<int, max_rank> loops_of(const dims& d, int level) const {
    fixed<int, max_rank> out{};
    int l = 0;
    for (int i = 0; i < d.rank; ++i) {
      out[i] = -1;
      if (d[i] == 1) continue;
      while (l < loops_ && (loop_size_[l] == 1 || (level == 1 && has_axis(folded_, l)))) ++l;
      out[i] = l++;
    }
    return out;
  }

  /// How the kernel, at element (i, j, …) of a value of shape `d`, reads x, which broadcasts to d.
  constexpr access access_to(int x, const dims& d, int level) {
    const place_of_value& p = fused.places[x];
    access a;
    a.start = p.start;
    const auto loop = loops_of(d, level);
    const int shift = d.rank - g[x].shape.rank;
    for (int i = 0; i < d.rank; ++i) {
      const int l = loop[i];
      if (l >= 0 && i >= shift && g[x].shape[i - shift] != 1)
        a.stride[l] = p.stride[i - shift];
    }
    const node& base = g[p.base];
    if (is<leaf_op>(base) || fused[p.base].group >= 0) {
      const int b = buffer_of(p.base);
      a.buffer = w_->bind(b);
      a.type = all_.buffers[b].type;
    }
    return a;
  }

  /// The access of a freshly made row-major buffer with elements of shape d.
  constexpr access access_to_buffer(int b, const dims& d, int level, int start = 0) {
    access a;
    a.start = start;
    a.buffer = w_->bind(b);
    a.type = all_.buffers[b].type;
    const auto loop = loops_of(d, level);
    const auto stride = row_major_strides(d);
    for (int i = 0; i < d.rank; ++i)
      if (loop[i] >= 0)
        a.stride[loop[i]] = stride[i];
    return a;
  }

  /// An operand that is not computed in this kernel: a number, a position, or a load.
  constexpr operand outside(int x, const dims& d, int level) {
    const place_of_value& p = fused.places[x];
    const node& base = g[p.base];
    if (fused[p.base].group < 0 && is<constant_op>(base)) return {operand::from::constant, -1, base.attr.value};
    const bool memory = is<leaf_op>(base) || fused[p.base].group >= 0;
    return {memory ? operand::from::load : operand::from::position, w_->add(access_to(x, d, level)), 0};
  }

  // ---- bodies

  constexpr int known(int id, int phase) const {
    for (const local& l : locals_)
      if (l.node == id && (l.phase == phase || fused[id].level == 1)) return l.instruction;
    return -1;
  }

  constexpr int repeat_cost(int id) const {
    const node& n = g[id];
    if (facts_of(n.op).kind != op_kind::elementwise || is<gather_op>(n)) return 1000;
    int cost = cost_of(n.op);
    for (int x : n.in) {
      if (x < 0 || cost > most_repeated_cost) continue;
      const int o = same_elements(g, x);
      if (fused[o].group == group_ && fused[o].level == 0) cost += repeat_cost(o);
    }
    return cost;
  }

  constexpr bool is_local(int v, int x, int level) const {
    if (is<gather_op>(g[v])) return false;
    const int o = same_elements(g, x);
    if (fused[o].group != group_) return false;
    if (is<reshape_op>(g[o]) || facts_of(g[o].op).kind == op_kind::view) return fused[o].level == level;
    return true;
  }

  constexpr operand operand_for(int v, int x, int level) {
    if (!is_local(v, x, level)) return outside(x, g[v].shape, level);
    const int o = same_elements(g, x);
    int at = known(o, phase_);
    if (at >= 0) return {operand::from::local, at, 0};
    // an element's value from an earlier phase: repeat it if that is cheap, else keep it
    if (repeat_cost(o) <= most_repeated_cost) return {operand::from::local, write(o), 0};
    return {operand::from::load, w_->add(kept(o)), 0};
  }

  /// Where a value waits for a later phase: its own buffer, or scratch for one outer step.
  constexpr access kept(int o) {
    access a;
    if (fused[o].stored) {
      a = access_to_buffer(buffer_of(o), g[o].shape, 0);
    } else {
      int elements = 1, vector_loop = has_axis(folded_, loops_ - 1) ? -1 : loops_ - 1;
      for (int l = loops_; l-- > 0;)
        if (has_axis(folded_, l) || l == vector_loop) {
          a.stride[l] = elements;
          elements *= loop_size_[l];
        }
      int& b = node_buffer_[o];
      if (b < 0) {
        b = add_buffer(elements, g[o].type);
        all_.buffers[b].node = o;
      }
      a.buffer = w_->bind(b);
      a.type = all_.buffers[b].type;
      const int at = w_->add(a);
      bool there = false;
      for (const store& s : w_->stores) there = there || s.access == at;
      if (!there)
        w_->stores.push_back({{operand::from::local, known(o, fused[o].phase), 0}, at, fused[o].phase, 0, false});
    }
    return a;
  }

  /// Emits the instruction of a member in the current phase.
  constexpr int write(int id) {
    const node& n = g[id];
    const int level = fused[id].level;
    instruction made;
    made.op = n.op;
    made.attr = n.attr;
    made.phase = phase_;
    made.level = facts_of(n.op).kind == op_kind::reduction ? 0 : level;
    if (is<gather_op>(n)) {
      made.op = code_of<stop_gradient_op>;
      made.in[0] = {operand::from::load, w_->add(gather_access(id, level)), 0};
    } else if (facts_of(n.op).kind == op_kind::reduction) {
      const int x = n.in[0], o = same_elements(g, x);
      if (fused[o].group == group_)
        made.in[0] = operand_for(id, o, 0);
      else
        made.in[0] = outside(x, g[x].shape, 0);
    } else if (const int m = absorbed_product(id); m >= 0) {
      made.op = is<add_op>(n) ? code_of<fma_op> : code_of<fnma_op>;
      const int other = n.in[0] == m ? n.in[1] : n.in[0];
      made.in[0] = operand_for(m, g[m].in[0], level);
      made.in[1] = operand_for(m, g[m].in[1], level);
      made.in[2] = operand_for(id, other, level);
    } else if (facts_of(n.op).kind == op_kind::elementwise) {
      for (int i = 0; i < 3; ++i)
        if (n.in[i] >= 0) made.in[i] = operand_for(id, n.in[i], level);
      if (is<random_op>(n)) {
        access position;
        const auto loop = loops_of(n.shape, level);
        const auto stride = row_major_strides(n.shape);
        for (int i = 0; i < n.shape.rank; ++i)
          if (loop[i] >= 0)
            position.stride[loop[i]] = stride[i];
        made.in[2] = {operand::from::position, w_->add(position), 0};
      }
    } else {  // a source, a view or an assignment made a value of its own
      made.op = code_of<stop_gradient_op>;
      made.attr = {};
      made.in[0] = materialised(id, level);
    }
    const int at = w_->add(made);
    locals_.push_back({id, phase_, at});
    return at;
  }

  constexpr operand materialised(int id, int level) {
    const node& n = g[id];
    if (is<constant_op>(n)) return {operand::from::constant, -1, n.attr.value};
    if (is<iota_op>(n)) {
      access a;
      const int l = loops_of(n.shape, level)[n.attr.axis];
      if (l >= 0) a.stride[l] = 1;
      return {operand::from::position, w_->add(a), 0};
    }
    if (is<assign_op>(n)) return outside(n.in[1], n.shape, level);
    // a view: read its operand through the view's strides
    const place_of_value p = view_place(n, fused.places[n.in[0]], g[n.in[0]].shape);
    access a;
    a.start = p.start;
    const auto loop = loops_of(n.shape, level);
    for (int i = 0; i < n.shape.rank; ++i)
      if (loop[i] >= 0)
        a.stride[loop[i]] = p.stride[i];
    const node& base = g[p.base];
    if (!is<leaf_op>(base) && fused[p.base].group < 0) {
      if (is<constant_op>(base)) return {operand::from::constant, -1, base.attr.value};
      return {operand::from::position, w_->add(a), 0};
    }
    const int b = buffer_of(p.base);
    a.buffer = w_->bind(b);
    a.type = all_.buffers[b].type;
    return {operand::from::load, w_->add(a), 0};
  }

  constexpr int absorbed_product(int v) const {
    if (!is<add_op>(g[v]) && !is<sub_op>(g[v])) return -1;
    for (int i = is<sub_op>(g[v]) ? 1 : 0; i < 2; ++i)
      if (absorbed_[g[v].in[i]] != 0) return g[v].in[i];
    return -1;
  }

  constexpr access gather_access(int id, int level) {
    const node& n = g[id];
    const int data = n.in[0], indices = n.in[1], axis = n.attr.axis;
    const place_of_value &pd = fused.places[data], &pi = fused.places[indices];
    const auto loop = loops_of(n.shape, level);
    const int index_rank = g[indices].shape.rank;
    access where, a;
    where.start = pi.start;
    a.start = pd.start;
    for (int i = 0; i < n.shape.rank; ++i) {
      const int l = loop[i];
      if (l < 0) continue;
      if (i >= axis && i < axis + index_rank)
        where.stride[l] = pi.stride[i - axis];
      else
        a.stride[l] = pd.stride[i < axis ? i : i - index_rank + 1];
    }
    bind_to(where, pi.base);
    bind_to(a, pd.base);
    a.index_access = w_->add(where);
    a.index_stride = pd.stride[axis];
    a.index_limit = g[data].shape[axis];
    return a;
  }
  constexpr void bind_to(access& a, int base) {
    const int b = buffer_of(base);
    a.buffer = w_->bind(b);
    a.type = all_.buffers[b].type;
  }

  constexpr void begin(kernel_writer& w, kernel_kind kind, const dims& loops, axis_set folded, element type) {
    w_ = &w;
    w.made.kind = kind;
    w.made.type = type;
    w.made.loops = loops_ = loops.rank;
    folded_ = folded;
    for (int i = 0; i < loops.rank; ++i)
      w.made.size[i] = loop_size_[i] = loops[i];
    locals_.clear();
    phase_ = 0;
  }

  /// Emits all members, phase by phase, elements before folded values; then what goes to memory.
  constexpr void write_members(const group& gr) {
    for (phase_ = 0; phase_ < gr.phases; ++phase_)
      for (int level = 0; level < (gr.kind == group_kind::fold ? 2 : 1); ++level)
        for (int id : members_[group_]) {
          const membership& m = fused[id];
          if (m.phase != phase_ || m.level < level || absorbed_[id] != 0) continue;
          if (m.level == 1 && (facts_of(g[id].op).kind == op_kind::reduction) == (level == 1)) continue;
          if (is<assign_op>(g[id]) && fused[same_elements(g, g[id].in[1])].group == group_) continue;
          if (known(id, phase_) < 0) write(id);
        }
    for (int id : members_[group_]) {
      const membership& m = fused[id];
      const bool assigns = is<assign_op>(g[id]);
      if (!assigns && !m.stored) continue;
      const bool own = assigns && fused[same_elements(g, g[id].in[1])].group != group_;
      if (assigns && !m.stored) {
        const int leaf = g[g[id].in[0]].attr.first;
        const int made = own ? known(id, m.phase) : known(same_elements(g, g[id].in[1]), m.phase);
        put(made, access_to_buffer(leaf_buffer_[leaf], g[id].shape, m.level), m);
      } else {
        put(known(id, m.phase), access_to_buffer(buffer_of(id), g[id].shape, m.level), m);
      }
    }
  }
  constexpr void put(int made, const access& to, const membership& m) {
    w_->stores.push_back({{operand::from::local, made, 0}, w_->add(to), m.phase, m.level, false});
  }

  constexpr void write_nest(const group& gr) {
    kernel_writer w;
    begin(w, kernel_kind::nest, gr.shape, gr.folded, gr.type);
    write_members(gr);
    w.made.phases = gr.phases;
    w.settle_loops(gr.folded);
    w.launch_in(all_, group_);
  }

  constexpr void write_contraction(const group& gr) {
    const node& n = g[gr.root];
    const int rank = n.shape.rank, a = n.in[0], b = n.in[1];
    // loops: batch axes that are not 1, m, n, k
    dims loops = squeezed([&] { dims d = n.shape; d.rank -= 2; d[d.rank] = d[d.rank + 1] = 1; return d; }());
    const int batch = loops.rank;
    loops[loops.rank++] = n.shape[rank - 2];
    loops[loops.rank++] = n.shape[rank - 1];
    loops[loops.rank++] = g[a].shape[g[a].shape.rank - 1];
    kernel_writer w;
    begin(w, kernel_kind::contract, loops, 0, gr.type);
    loops_ = batch + 2;  // values of the epilogue do not move with k
    access left = matrix_access(a, n.shape, batch, batch, batch + 2);
    access right = matrix_access(b, n.shape, batch, batch + 2, batch + 1);
    w.accesses.push_back(left);
    w.accesses.push_back(right);
    const int at = w.add(instruction{code_of<contract_op>, {operand{operand::from::load, 0, 0}, operand{operand::from::load, 1, 0}}, {}, 0, 0});
    locals_.push_back({gr.root, 0, at});
    write_members(gr);
    w.made.outer = w.made.loops - 1;
    w.made.vector_loop = w.made.loops - 2;
    const bool contiguous = right.stride[batch + 1] == 1;
    const int rows = loops[batch], columns = loops[batch + 1], depth = loops[batch + 2];
    w.made.packed = !(contiguous && rows <= 4);
    if (w.made.packed) w.buffers.push_back(add_buffer(panel_elements(columns, depth), gr.type));
    w.launch_in(all_, group_);
  }

  /// Matrix x as operand of a product of shape d: its rows move with loop `row`, its columns with `column`.
  constexpr access matrix_access(int x, const dims& d, int batch, int row, int column) {
    const place_of_value& p = fused.places[x];
    const dims& dx = g[x].shape;
    access a;
    a.start = p.start;
    bind_to(a, p.base);
    a.stride[row] = p.stride[dx.rank - 2];
    a.stride[column] = p.stride[dx.rank - 1];
    int l = 0;
    for (int i = 0; i < d.rank - 2 && l < batch; ++i) {
      if (d[i] == 1) continue;
      const int from = i - (d.rank - dx.rank);
      if (from >= 0 && dx[from] != 1) a.stride[l] = p.stride[from];
      ++l;
    }
    return a;
  }

  // ---- movement

  /// A launch that writes one operand, over a shape, to an access of a buffer.
  template <class Target>
  constexpr void write_move(int x, bool from_node, double number, const dims& d, element type, Target target, bool accumulate = false) {
    kernel_writer w;
    begin(w, kernel_kind::nest, squeezed(d), 0, type == element::float64 ? element::float64 : element::float32);
    const operand from = from_node ? outside(x, d, 0) : operand{operand::from::constant, -1, number};
    const int at = w.add(instruction{code_of<stop_gradient_op>, {from}, {}, 0, 0});
    const access to = target();
    w.stores.push_back({{operand::from::local, at, 0}, w.add(to), 0, 0, accumulate});
    w.settle_loops(0);
    w.launch_in(all_, group_);
  }

  constexpr void write_copy(int id) {
    const node& n = g[id];
    const int out = buffer_of(id);
    const auto stride = row_major_strides(n.shape);
    // the operand's elements inside the result: along `axis` from `first`, every `step`
    auto part = [&](const dims& d, int axis, int first, int step) {
      access a = access_to_buffer(out, d, 0);
      const auto loop = loops_of(d, 0);
      for (int i = 0; i < d.rank; ++i)
        if (loop[i] >= 0)
          a.stride[loop[i]] =
              stride[i] * (i == axis ? step : 1);
      a.start = first * stride[axis];
      return a;
    };
    auto whole = [&] { return access_to_buffer(out, n.shape, 0); };
    const int x = n.in[0];
    if (is<pad_op>(n)) {
      write_move(-1, false, n.attr.value, n.shape, n.type, whole);
      write_move(x, true, 0, g[x].shape, n.type, [&] { return part(g[x].shape, n.attr.axis, n.attr.first, n.attr.second + 1); });
    } else if (is<concat_op>(n)) {
      const int y = n.in[1];
      write_move(x, true, 0, g[x].shape, n.type, [&] { return part(g[x].shape, n.attr.axis, 0, 1); });
      write_move(y, true, 0, g[y].shape, n.type, [&] { return part(g[y].shape, n.attr.axis, g[x].shape[n.attr.axis], 1); });
    } else if (is<scatter_add_op>(n)) {
      write_move(-1, false, 0, n.shape, n.type, whole);
      write_move(x, true, 0, g[x].shape, n.type, [&] { return scatter_access(id, out); }, true);
    } else {  // a view that strides cannot say: the operand's elements in order
      write_move(x, true, 0, g[x].shape, n.type, [&] { return access_to_buffer(out, g[x].shape, 0); });
    }
  }

  constexpr access scatter_access(int id, int out) {
    const node& n = g[id];
    const int updates = n.in[0], indices = n.in[1], axis = n.attr.axis;
    const place_of_value& pi = fused.places[indices];
    const int index_rank = g[indices].shape.rank;
    const dims& d = g[updates].shape;
    const auto stride = row_major_strides(n.shape);
    const auto loop = loops_of(d, 0);
    access where, a;
    where.start = pi.start;
    for (int i = 0; i < d.rank; ++i) {
      const int l = loop[i];
      if (l < 0) continue;
      if (i >= axis && i < axis + index_rank)
        where.stride[l] = pi.stride[i - axis];
      else
        a.stride[l] = stride[i < axis ? i : i - index_rank + 1];
    }
    bind_to(where, pi.base);
    a.buffer = w_->bind(out);
    a.type = all_.buffers[out].type;
    a.index_access = w_->add(where);
    a.index_stride = stride[axis];
    a.index_limit = n.shape[axis];
    return a;
  }

  constexpr void write_late(int id) {
    const node& n = g[id];
    const int leaf = leaf_buffer_[g[n.in[0]].attr.first];
    // (a value that was a leaf or a view has its own group and buffer by now)
    const int y = fused[id].group >= 0 ? id : n.in[1];
    write_move(y, true, 0, n.shape, n.type, [&] { return access_to_buffer(leaf, n.shape, 0); });
  }
};

}  // namespace detail

}  // namespace tapeless

/// (`schedule` is also a learning rate's name: tapeless::schedule.)
namespace tapeless::passes {

/// Turns groups into launches of kernels; kernels that differ only in buffers are one.
///
/// Before   grouped = fuse(g)
/// After    launches in an order in which they can run; every buffer knows its first and last launch
/// Cost     O(nodes)
constexpr launch_list schedule(graph_view g, grouping_view grouped) { return tapeless::detail::scheduler(g, grouped).run(); }

}  // namespace tapeless::passes
