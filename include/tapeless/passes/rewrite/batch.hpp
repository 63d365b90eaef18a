// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/require.hpp>
#include <tapeless/ir/builder.hpp>

namespace tapeless::passes {

/// The place of a batch's new axis in every value that has it.
enum class batch_position {
  first,  ///< values that broadcast are aligned at their last axes: it needs no room in those that have it not
  last    ///< fills the lanes, where everything else is small
};

/// Nodes that get one axis more, where they differ along it.
struct batch {
  graph_view from;
  builder& to;
  batch_position position;
  int length = 1;       ///< of the axis
  list<int> fresh;      ///< per node of `from`: its like in `to`
  list<char> has_axis;  ///< per node: whether that has the new axis

  constexpr batch(graph_view g, builder& made, batch_position where)
      : from(g), to(made), position(where), fresh(g.size(), -1), has_axis(g.size()) {}

  constexpr bool leads() const { return position == batch_position::first; }
  constexpr value of(int x) const { return to.of(fresh[x]); }

  constexpr dims with_axis(const dims& d, int size) const {
    dims out = d;
    ++out.rank;
    for (int i = leads() ? out.rank : 0; i-- > 1;) out[i] = d[i - 1];
    out[leads() ? 0 : d.rank] = size;
    return out;
  }
  /// x with the axis: the same all along it, if it had it not.
  constexpr value whole(int x) const {
    const value v = of(x);
    if (has_axis[x] != 0) return v;
    const dims d = from[x].shape;
    // (in front broadcasting adds the axis; behind, it has to be made room for)
    const bool meets = leads() || d.rank == 0;
    return broadcast_to(meets ? v : ir::reshape_to(v, with_axis(d, 1)), with_axis(d, length));
  }
  /// x for an op that aligns values of up to `rank` axes at their last ones.
  constexpr value beside(int x, int rank) const {
    const value v = of(x);
    const dims d = from[x].shape;
    if (!leads()) return has_axis[x] != 0 || d.rank == 0 ? v : ir::reshape_to(v, with_axis(d, 1));
    if (has_axis[x] == 0 || d.rank >= rank) return v;
    dims out{.rank = rank};
    for (int i = 0; i < rank; ++i) out[i] = i < rank - d.rank ? 1 : d[i - (rank - d.rank)];
    return ir::reshape_to(v, with_axis(out, length));
  }
};

/// The argument of an op's batching rule: a node whose result gets one axis more, and the words to make it. Operands are
/// numbered from 0; axes are those of the node as it was.
class batched_node {
 public:
  constexpr batched_node(const batch& all, const node& which) : b_(all), n_(which) {}

  constexpr const packed_attributes& attr() const { return n_.attr; }
  constexpr bool leads() const { return b_.leads(); }  ///< the new axis is the first
  constexpr int length() const { return b_.length; }
  constexpr const dims& before(int k) const { return b_.from[n_.in[k]].shape; }
  constexpr const dims& result() const { return n_.shape; }  ///< before it gets the axis
  constexpr dims shape() const { return b_.with_axis(n_.shape, b_.length); }

  /// The new axis of a value that had `rank` axes, and the place of an old one.
  constexpr int new_axis(int rank) const { return leads() ? 0 : rank; }
  constexpr int axis(int i) const { return leads() ? i + 1 : i; }
  constexpr axis_set axes(axis_set old) const { return leads() ? old << 1 : old; }

  constexpr bool has_axis(int k) const { return b_.has_axis[n_.in[k]] != 0; }
  constexpr value operand(int k) const { return b_.of(n_.in[k]); }
  /// An operand with the new axis, stretched along it if it had it not.
  constexpr value whole(int k) const { return b_.whole(n_.in[k]); }
  /// An operand for an op that aligns its operands at their last axes.
  constexpr value beside(int k) const { return b_.beside(n_.in[k], n_.shape.rank); }

  /// The op on elements that meet.
  constexpr value by_elements() const {
    fixed<int, 3> in{-1, -1, -1};
    for (int k = 0; k < 3 && n_.in[k] >= 0; ++k) in[k] = beside(k).id;
    return {&b_.to, b_.to.emit(n_.op, in, n_.attr, {}, n_.type)};
  }
  /// The op on other operands, with other numbers.
  constexpr value again(value x) const { return emit(n_.op, x); }
  constexpr value again(value x, auto attributes) const {
    return emit(n_.op, x, attributes.packed());
  }
  constexpr value again(value x, value y) const { return emit(n_.op, x, y); }
  constexpr value again(value x, value y, auto attributes) const {
    return emit(n_.op, x, y, attributes.packed());
  }
  /// The axis of a region's iterations and the new one, exchanged where the new one is in front: a region takes its slices, and
  /// stacks them, along the first axis.
  constexpr value exchanged(value x) const {
    if (!leads()) return x;
    int order = 0;
    for (int i = 0; i < x.shape().rank; ++i) permute_op::place_axis(order, i, i < 2 ? 1 - i : i);
    return ir::permuted(x, order);
  }
  /// No rule: the region stays a loop; copies are an error.
  static constexpr value refused() { return {}; }

 private:
  const batch& b_;
  const node& n_;
};

template <class Op, bool Holds>
struct batching_rule_requires_a_value {
  static_assert(Holds, "batched: it must take the node, auto& b, and return a value [E149]");
};

using batching_rule = value (*)(const batched_node&);

/// The batching rules of a list of ops; null for what is never asked.
template <class List>
inline constexpr auto batching_rules_of = [] {
  fixed<batching_rule, List::size> table{};
  int i = 0;
  List::for_each([&]<class Op>() {
    batching_rule& rule = table[i++];
    if constexpr (op_without_batching<Op>)
      rule = nullptr;
    else if constexpr (requires { rule = &Op::template batched<const batched_node>; })
      rule = &Op::template batched<const batched_node>;
    else
      refuse(sentence<batching_rule_requires_a_value<Op, false>>{});
  });
  return table;
}();
/// … and of all ops, by their codes.
inline constexpr auto& batching_rules = batching_rules_of<all_ops>;

/// A node of `b.from` with the new axis, or -1 if its op has no rule for that.
constexpr int batched(batch& b, int id) {
  const node& n = b.from[id];
  const batching_rule rule = batching_rules[n.op];
  if (n.shape.rank >= max_rank || rule == nullptr) return -1;
  b.has_axis[id] = 1;
  return rule(batched_node(b, n)).id;
}

}  // namespace tapeless::passes
