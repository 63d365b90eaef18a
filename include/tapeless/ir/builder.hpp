// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/value.hpp>

namespace tapeless::ir {

/// Not constexpr: where a constant is computed, the call is the error, and its name and text stand there.
[[noreturn]] inline void a_pass_is_wrong([[maybe_unused]] const char* sentence) {
  __builtin_trap();
}

/// What a pass may take for granted; a failure is a defect of the library.
constexpr void graph_requires(bool holds, const char* sentence) {
  if (!holds) a_pass_is_wrong(sentence);
}

/// Makes a graph: infers shapes and types and finds equal nodes by hash, so that a value exists once.
///
/// Lives only while compiling (its vectors never reach a program).
class builder {
 public:
  list<node> nodes;
  list<leaf> leaves;
  list<scope> scopes;
  list<region> regions;
  list<int> results;
  graph_problem problem{};
  int checkpoint = -1;  ///< to which new nodes belong

  constexpr builder() : table_(128) {}

  /// A builder that knows the leaves, scopes and regions of a graph, but none of its nodes.
  constexpr explicit builder(graph_view g)
      : leaves(g.leaves), scopes(g.scopes), regions(g.regions) {
    nodes.reserve(2 * g.nodes.size());
    int room = 128;
    while (room < 4 * g.nodes.size()) room *= 2;
    table_ = list<int>(room);
  }

  constexpr const node& operator[](int id) const { return nodes[id]; }
  constexpr int size() const { return nodes.size(); }
  constexpr value of(int id) { return {this, id}; }

  /// The one door for nodes. `wanted` is the result shape where the op leaves it free.
  constexpr int emit(int op, fixed<int, 3> in, packed_attributes attr = {}, dims wanted = {},
                     element type = element::weak) {
    node n;
    n.op = op;
    n.in[0] = in[0];
    n.in[1] = in[1];
    n.in[2] = in[2];
    n.attr = attr;
    n.type = type;
    n.again = checkpoint;
    const op_facts& facts = facts_of(op);
    if (facts.broadcasts) {
      n.shape = nodes[in[0]].shape;
      if (type == element::weak) n.type = nodes[in[facts.first_typed]].type;
      for (int i = 1; i < facts.arity; ++i) {
        const node& x = nodes[in[i]];
        if (!(x.shape == n.shape)) n.shape = broadcast(n.shape, x.shape);
        if (type == element::weak && x.type != n.type && i >= facts.first_typed)
          n.type = promote(n.type, x.type);
      }
      if (n.type == element::weak && facts.first_typed > 0) n.type = nodes[in[0]].type;
      if (type == element::weak) n.type = type_of_result(facts.kind, n.type);
    } else {
      shape_request request;
      request.attr = attr;
      request.wanted = wanted;
      for (int i = 0; i < facts.arity; ++i) {
        const node& x = nodes[in[i]];
        request.operand[i] = x.shape;
        if (type == element::weak) n.type = promote(n.type, x.type);
      }
      if (type == element::weak && facts.index_operand >= 0)  // (indices say nothing of the type)
        n.type = nodes[in[0]].type;
      else if (type == element::weak)
        n.type = type_of_result(facts.kind, n.type);
      n.shape = facts.shape(request);
    }
    graph_requires(n.shape.rank >= 0, "a pass made an op of operands whose shapes do not fit");
    return add(n);
  }

  /// Adds a finished node, or finds its equal.
  constexpr int add(const node& n) {
    if (2 * known_ >= table_.size()) grow();
    const unsigned mask = static_cast<unsigned>(table_.size()) - 1;
    unsigned slot = hash(n) & mask;
    while (table_[slot] != 0) {  // a slot holds id + 1
      if (nodes[table_[slot] - 1] == n) return table_[slot] - 1;
      slot = (slot + 1) & mask;
    }
    nodes.push_back(n);
    ++known_;
    table_[slot] = nodes.size();
    return nodes.size() - 1;
  }

  /// Adds a finished node that has no equal; `add` will not find it.
  constexpr int append(const node& n) {
    nodes.push_back(n);
    return nodes.size() - 1;
  }

  constexpr int constant(double v) {
    node n;
    n.op = code_of<constant_op>;
    n.attr = constant_op::attributes{v}.packed();
    return add(n);
  }

  /// The node that reads a leaf.
  constexpr int read(int leaf_index) {
    const leaf& l = leaves[leaf_index];
    node n;
    n.op = code_of<leaf_op>;
    n.type = l.type;
    n.shape = l.shape;
    n.attr = leaf_op::attributes{leaf_index}.packed();
    return add(n);
  }

  constexpr graph_extent extent() const {
    return {nodes.size(), leaves.size(), scopes.size(), regions.size(), results.size()};
  }
  constexpr graph_view view() const { return {nodes, leaves, scopes, regions, results}; }

  template <graph_extent Extent>
  constexpr graph<Extent> finished() const {
    return start_of<Extent>(*this);
  }

 private:
  static constexpr unsigned hash(const node& n) {
    unsigned h =
        static_cast<unsigned>(n.op) * 2654435761u ^
        static_cast<unsigned>(n.in[0] + 1) * 2246822519u ^
        static_cast<unsigned>(n.in[1] + 1) * 3266489917u ^
        static_cast<unsigned>(n.in[2] + 1) * 668265263u ^
        (static_cast<unsigned>(n.attr.axis) * 31u + static_cast<unsigned>(n.attr.first) * 8191u +
         static_cast<unsigned>(n.attr.second)) *
            374761393u ^
        static_cast<unsigned>(n.shape.size[0] * 7 + n.shape.size[1] * 131 + n.shape.size[2]) *
            1640531535u;
    if (n.attr.value < 1e5 && n.attr.value > -1e5)
      h ^= static_cast<unsigned>(static_cast<int>(n.attr.value * 4096));
    h ^= h >> 15;
    h *= 2246822519u;
    return h ^ (h >> 13);
  }

  constexpr void grow() {
    const list<int> before = std::move(table_);
    table_ = list<int>(2 * before.size());
    const unsigned mask = static_cast<unsigned>(table_.size()) - 1;
    for (int entry : before) {
      if (entry == 0) continue;
      unsigned slot = hash(nodes[entry - 1]) & mask;
      while (table_[slot] != 0) slot = (slot + 1) & mask;
      table_[slot] = entry;
    }
  }

  list<int> table_;  ///< of id + 1, by hash; 0: free
  int known_ = 0;    ///< entries
};

}  // namespace tapeless::ir

namespace tapeless::ir {

constexpr const dims& value::shape() const { return (*in)[id].shape; }
constexpr const packed_attributes& value::attr() const {
  return (*in)[made_by >= 0 ? made_by : id].attr;
}
constexpr element value::type() const { return (*in)[id].type; }

constexpr value emit(int op, value x, packed_attributes attr, dims wanted) {
  return {x.in, x.in->emit(op, {x.id, -1, -1}, attr, wanted)};
}
constexpr value emit(int op, value a, value b, packed_attributes attr, dims wanted) {
  return {a.in, a.in->emit(op, {a.id, b.id, -1}, attr, wanted)};
}
constexpr value emit(int op, value a, value b, value c) {
  return {a.in, a.in->emit(op, {a.id, b.id, c.id})};
}
constexpr value constant_beside(value x, double v) { return {x.in, x.in->constant(v)}; }
/// The index along an axis of x, for every element of it.
constexpr value index_along(value x, int axis) {
  return {x.in, x.in->emit(code_of<iota_op>, {-1, -1, -1}, along_axis{axis}.packed(),
                           dims(x.shape()), default_element)};
}
constexpr value converted(value x, element type) {
  if (x.type() == type) return x;
  return {x.in, x.in->emit(code_of<convert_op>, {x.id, -1, -1},
                           convert_op::attributes{type}.packed(), {}, type)};
}

/// A node of a graph on the nodes that stand for its operands.
constexpr node with_operands(node n, const list<int>& fresh) {
  for (int k = 0; k < 3 && n.in[k] >= 0; ++k) n.in[k] = fresh[n.in[k]];
  if (facts_of(n).names_node)
    n.attr =
        custom_gradient_op::attributes{fresh[attributes_of<custom_gradient_op>(n).zeros]}.packed();
  return n;
}

/// x[t] in a region.
constexpr value each_slice(value x, int region) {
  const list<ir::region>& all = x.in->regions;
  int depth = 0;
  for (int r = all[region].parent; r >= 0; r = all[r].parent) ++depth;
  return emit(code_of<each_op>, x, each_op::attributes{region, depth}.packed());
}
/// A node of a graph in the builder's, whose regions may stand elsewhere: a slice must know how deep.
constexpr value made_again(builder& to, const node& on_operands) {
  if (is<each_op>(on_operands))
    return each_slice(to.of(on_operands.in[0]), region_named(on_operands));
  return to.of(to.add(on_operands));
}
/// x of every iteration of a region, outside it.
constexpr value stacked(value x, int region) {
  return emit(code_of<stack_op>, x,
              stack_op::attributes{region, x.in->regions[region].length}.packed());
}
/// Carry `number` of a region, which begins with x.
constexpr value carried(value x, int region, int number) {
  return emit(code_of<carry_op>, x, carry_op::attributes{region, number}.packed());
}
/// What a carry is in the next iteration.
constexpr value advanced(value carry, value next) {
  return emit(code_of<advance_op>, carry, next,
              advance_op::attributes{carry_op::attributes::read(carry.attr()).region}.packed());
}
/// A carry after the last iteration.
constexpr value after_last(value advance) {
  return emit(code_of<final_op>, advance,
              final_op::attributes{advance_op::attributes::read(advance.attr()).region}.packed());
}

}  // namespace tapeless::ir
