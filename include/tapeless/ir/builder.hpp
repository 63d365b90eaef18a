// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/value.hpp>

namespace tapeless {

/// Thrown while compiling when a pass is asked for something wrong; its name and text stand in the error.
constexpr void graph_requires(bool holds, [[maybe_unused]] const char* sentence) {
  if (!holds) throw sentence;
}

/// Makes a graph: infers shapes and types and finds equal nodes by hash, so that a value exists once.
///
/// Lives only while compiling (its vectors never reach a program).
class builder {
 public:
  std::vector<node> nodes;
  std::vector<leaf> leaves;
  std::vector<scope> scopes;
  std::vector<int> results;

  constexpr builder() : table_(64, -1) {}

  /// A builder that knows the leaves and scopes of a graph, but none of its nodes.
  constexpr explicit builder(graph_view g)
      : leaves(g.leaves.begin(), g.leaves.end()),
        scopes(g.scopes.begin(), g.scopes.end()),
        table_(64, -1) {
    nodes.reserve(g.nodes.size());
    std::size_t room = 64;
    while (room < 2 * g.nodes.size()) room *= 2;
    table_.assign(room, -1);
  }

  constexpr const node& operator[](int id) const { return nodes[static_cast<std::size_t>(id)]; }
  constexpr int size() const { return static_cast<int>(nodes.size()); }
  constexpr value of(int id) { return {this, id}; }

  /// The one door for nodes. `wanted` is the result shape where the op leaves it free.
  constexpr int emit(int op, std::array<int, 3> in, attributes attr = {}, dims wanted = {},
                     element type = element::weak) {
    node n;
    n.op = op;
    n.in = in;
    n.attr = attr;
    const op_facts& facts = facts_of(op);
    shape_request request;
    request.attr = attr;
    request.wanted = wanted;
    for (int i = 0; i < facts.arity; ++i) {
      const node& x = (*this)[in[static_cast<std::size_t>(i)]];
      request.operand[static_cast<std::size_t>(i)] = x.shape;
      if (type == element::weak) n.type = promote(n.type, x.type);
    }
    if (type != element::weak)
      n.type = type;
    else if (n.type == element::int32 && facts.kind == op_kind::elementwise)
      n.type = element::float32;
    else if ((op == code_of<gather_op> || op == code_of<scatter_add_op>))
      n.type = (*this)[in[0]].type;
    n.shape = facts.shape(request);
    graph_requires(n.shape.rank >= 0, "a pass made an op of operands whose shapes do not fit");
    return add(n);
  }

  /// Adds a finished node, or finds its equal.
  constexpr int add(const node& n) {
    if (2 * nodes.size() >= table_.size()) grow();
    std::size_t slot = hash(n) & (table_.size() - 1);
    while (table_[slot] >= 0) {
      if (nodes[static_cast<std::size_t>(table_[slot])] == n) return table_[slot];
      slot = (slot + 1) & (table_.size() - 1);
    }
    table_[slot] = size();
    nodes.push_back(n);
    return size() - 1;
  }

  constexpr int constant(double v) {
    node n;
    n.op = code_of<constant_op>;
    n.attr.value = v;
    return add(n);
  }

  /// The node that reads a leaf.
  constexpr int read(int leaf_index) {
    const leaf& l = leaves[static_cast<std::size_t>(leaf_index)];
    node n;
    n.op = code_of<leaf_op>;
    n.type = l.type;
    n.shape = l.shape;
    n.attr.first = leaf_index;
    return add(n);
  }

  constexpr graph_extent extent() const {
    return {nodes.size(), leaves.size(), scopes.size(), results.size()};
  }
  constexpr graph_view view() const { return {nodes, leaves, scopes, results}; }

  template <graph_extent Extent>
  constexpr graph<Extent> finished() const {
    graph<Extent> g;
    for (std::size_t i = 0; i < Extent.nodes; ++i) g.nodes[i] = nodes[i];
    for (std::size_t i = 0; i < Extent.leaves; ++i) g.leaves[i] = leaves[i];
    for (std::size_t i = 0; i < Extent.scopes; ++i) g.scopes[i] = scopes[i];
    for (std::size_t i = 0; i < Extent.results; ++i) g.results[i] = results[i];
    return g;
  }

 private:
  static constexpr std::size_t hash(const node& n) {
    std::uint64_t h = static_cast<std::uint64_t>(n.op) * 0x9E3779B97F4A7C15u;
    h ^= static_cast<std::uint64_t>(n.in[0] + 1) * 0xC2B2AE3D27D4EB4Fu;
    h ^= static_cast<std::uint64_t>(n.in[1] + 1) * 0x165667B19E3779F9u;
    h ^= static_cast<std::uint64_t>(n.in[2] + 1) * 0x27D4EB2F165667C5u;
    h ^= static_cast<std::uint64_t>(n.attr.axis * 31 + n.attr.first * 8191 + n.attr.second + 1) *
         0x85EBCA77C2B2AE63u;
    h ^= static_cast<std::uint64_t>(n.shape.size[0] * 7 + n.shape.size[1] * 131 + n.shape.size[2]);
    if (n.op == code_of<constant_op>) {  // doubles are compared, not hashed in full
      const double scaled = n.attr.value < 1e9 && n.attr.value > -1e9 ? n.attr.value * 4096 : 0;
      h ^= static_cast<std::uint64_t>(static_cast<std::int64_t>(scaled)) * 0xFF51AFD7ED558CCDu;
    }
    h ^= h >> 29;
    h *= 0xBF58476D1CE4E5B9u;
    return static_cast<std::size_t>(h ^ (h >> 32));
  }

  constexpr void grow() {
    table_.assign(2 * table_.size(), -1);
    for (int i = 0; i < size(); ++i) {
      std::size_t slot = hash(nodes[static_cast<std::size_t>(i)]) & (table_.size() - 1);
      while (table_[slot] >= 0) slot = (slot + 1) & (table_.size() - 1);
      table_[slot] = i;
    }
  }

  std::vector<int> table_;
};

}  // namespace tapeless

namespace tapeless::ir {

constexpr const dims& value::shape() const { return (*in)[id].shape; }
constexpr const attributes& value::attr() const { return (*in)[id].attr; }
constexpr element value::type() const { return (*in)[id].type; }

constexpr value emit(int op, value x, attributes attr, dims wanted) {
  return {x.in, x.in->emit(op, {x.id, -1, -1}, attr, wanted)};
}
constexpr value emit(int op, value a, value b, attributes attr, dims wanted) {
  return {a.in, a.in->emit(op, {a.id, b.id, -1}, attr, wanted)};
}
constexpr value emit(int op, value a, value b, value c) {
  return {a.in, a.in->emit(op, {a.id, b.id, c.id})};
}
constexpr value constant_beside(value x, double v) { return {x.in, x.in->constant(v)}; }
constexpr value converted(value x, element type) {
  if (x.type() == type) return x;
  return {x.in, x.in->emit(code_of<convert_op>, {x.id, -1, -1},
                           {.first = static_cast<int>(type)}, {}, type)};
}

}  // namespace tapeless::ir
