// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

#include <tapeless/core/element.hpp>
#include <tapeless/core/leaf_kind.hpp>
#include <tapeless/core/shape.hpp>
#include <tapeless/ir/region.hpp>
#include <tapeless/ops/all.hpp>

namespace tapeless::ir {

/// One value of the graph: what makes it, of what. Operands stand before their users.
struct node {
  int op = 0;  ///< place in all_ops
  element type = element::weak;
  dims shape{};
  int in[3] = {-1, -1, -1};
  packed_attributes attr{};  ///< read by attributes_of<Op>(n)
  /// the checkpoint in which it is computed again for the reverse sweep; no part of what it is
  int again = -1;

  constexpr fixed<int, 3> operands() const { return {in[0], in[1], in[2]}; }

  friend constexpr bool operator==(const node& a, const node& b) {
    return a.op == b.op && a.in[0] == b.in[0] && a.in[1] == b.in[1] && a.in[2] == b.in[2] &&
           a.type == b.type && a.attr == b.attr && a.shape == b.shape;
  }
};

template <class Op>
constexpr bool is(const node& n) {
  return n.op == code_of<Op>;
}

/// The numbers of a node of an op, by their names.
template <class Op>
constexpr typename Op::attributes attributes_of(const node& n) {
  return Op::attributes::read(n.attr);
}

using ops::facts_of;
constexpr const op_facts& facts_of(const node& n) { return ops::facts_of(n.op); }
constexpr op_kind kind_of(const node& n) { return facts_of(n).kind; }

/// Whether a node writes the leaf that is its first operand.
constexpr bool writes_leaf(const node& n) { return facts_of(n).writes != leaf_write::none; }

/// The place in the list of leaves of a node that reads one, or -1.
constexpr int leaf_of(const node& n) {
  return is<leaf_op>(n) ? attributes_of<leaf_op>(n).leaf : -1;
}

/// The number of a constant node.
constexpr double number_of(const node& n) { return attributes_of<constant_op>(n).value; }

/// The axes that a reduction folds.
constexpr axis_set folded_axes(const node& n) {
  return fold_of_axes::attributes::read(n.attr).axes;
}

/// The region that a node names: of one that stands in it, or takes a value out of it.
constexpr int region_named(const node& n) { return carry_op::attributes::read(n.attr).region; }

/// A value that lives outside the graph's run.
struct leaf {
  leaf_kind kind{};
  element type = default_element;
  dims shape{};
  int scope = -1;  ///< -1: named by its tag alone
  std::string_view name{};
  initial_value initial{};
  int owner = -1;             ///< for an optimiser's state: the leaf of its parameter
  int group = 0;              ///< for an optimiser's option: the group of parameters that reads it
  bool frozen = false;        ///< for a parameter: no optimiser changes it
  bool remembered = false;    ///< for a state: frames past, which a new stream forgets
  const void* tag = nullptr;  ///< tells leaves of one name apart; of one that a pass made: null

  /// Whether optimisers change it.
  constexpr bool is_trained() const { return kind == leaf_kind::parameter && !frozen; }
};

/// One part of a path: where a leaf stands, as in PyTorch's state_dict ("encoder.0.weight").
struct scope {
  int parent = -1;
  std::string_view name{};  ///< given by `named`; else the position is its name
  int position = 0;
  bool silent = false;             ///< adds nothing to the path
  const void* function = nullptr;  ///< the type of the function called
  /// of a call: the nodes made for it when it was traced, without the last
  int first_node = 0, last_node = 0;
};

/// Why a layer has no form that takes frame after frame (passes/stream/stream.hpp).
enum class streaming_obstacle {
  looks_ahead,  ///< by a number of frames
  skips_frames,
  takes_all_frames,
  knows_positions,
  knows_length,
  remembers_in_a_loop,
  no_rule_known
};

/// What the user asked for that cannot be: a stage notes it, and its carrier turns it into a sentence.
struct graph_problem {
  enum class kind {
    none,
    refused_before,  ///< an expression was refused: the sentence has been said
    two_shapes_for_one_leaf,
    gradient_of_something_else,
    statistics_of_one_value,  ///< in training
    no_streaming_form,
    op_without_copies  ///< in a step of several copies
  } what{};
  std::string_view name{};  ///< of the leaf or op concerned
  dims first{}, second{};
  streaming_obstacle obstacle{};
  int scope = -1;  ///< of the layer concerned
  int number = 0;  ///< of frames
};

/// A graph of any size, for passes to read.
struct graph_view {
  view<node> nodes{};
  view<leaf> leaves{};
  view<scope> scopes{};
  view<region> regions{};
  view<int> results{};  ///< the values asked for; `assign` nodes are wanted besides

  constexpr const node& operator[](int id) const { return nodes.items[id]; }
  constexpr int size() const { return nodes.count; }
};

/// The numbers that give a graph its type.
struct graph_extent {
  int nodes = 0, leaves = 0, scopes = 0, regions = 0, results = 0;

  constexpr bool within(const graph_extent& room) const {
    return nodes <= room.nodes && leaves <= room.leaves && scopes <= room.scopes &&
           regions <= room.regions && results <= room.results;
  }
};

/// A finished graph: structural constexpr data, nothing else. It crosses templates only inside carriers.
template <graph_extent Extent>
struct graph {
  fixed<node, Extent.nodes> nodes{};
  fixed<leaf, Extent.leaves> leaves{};
  fixed<scope, Extent.scopes> scopes{};
  fixed<region, Extent.regions> regions{};
  fixed<int, Extent.results> results{};
  graph_problem problem{};

  constexpr graph_view view() const { return {nodes, leaves, scopes, regions, results}; }
  constexpr operator graph_view() const { return view(); }
};

/// Copies a graph or builder to the start of a graph.
constexpr void copy_graph(const auto& from, const graph_extent& size, auto& to) {
  copy_start(from.nodes, to.nodes.items, size.nodes);
  copy_start(from.leaves, to.leaves.items, size.leaves);
  copy_start(from.scopes, to.scopes.items, size.scopes);
  copy_start(from.regions, to.regions.items, size.regions);
  copy_start(from.results, to.results.items, size.results);
  to.problem = from.problem;
}

/// What stands at the start of a graph or builder, as a graph of exactly that size.
template <graph_extent Extent>
constexpr graph<Extent> start_of(const auto& from) {
  graph<Extent> g;
  copy_graph(from, Extent, g);
  return g;
}

}  // namespace tapeless::ir
