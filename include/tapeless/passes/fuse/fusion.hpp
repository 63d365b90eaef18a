// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>
#include <tapeless/passes/look/regions.hpp>
#include <tapeless/passes/look/turns.hpp>

namespace tapeless::passes::detail {

/// How a node is used, as far as `fuse` must know.
struct usage {
  int uses = 0;
  bool wants_memory = false;  ///< read by address: operands of products, results, …
  bool kept = false;       ///< will be in memory whatever is decided: stands behind a wanted value
  bool asked_for = false;  ///< a result, or assigned to a leaf
  bool stretched = false;  ///< a table, which users of more elements read: made before them
  /// padded with a value, to be padded further with the same: one movement does both
  bool inside_pad = false;
  bool floating = false;  ///< cheap to make from memory: waits to run where it is used
  int waits_behind = -1;  ///< while it floats: the last group that makes what it is made of
};

/// What `fuse` knows while it walks: the decisions so far, and how each node is used.
struct fusion_state {
  grouping out;
  list<usage> usages;
  list<int> assignments, additions;
  list<int> region;           ///< per node
  list<int> last_reader;      ///< per slot (leaf_readers::slot_of): the last group that reads it
  list<int> crossing_reader;  ///< … at other indices than it would write
  list<int> last_group;       ///< per region
  int now = -1;               ///< the region that the walk is in
};

/// Where the readers of leaves are counted, and those of carries.
constexpr int reader_slots(const graph_extent& g) {
  return g.leaves + (g.regions == 0 ? 0 : g.nodes);
}

/// The base of the walk, and what it asks of the graph alone.
///
/// The walk is made of layers, each a class on the one before: fusion (what is known), leaf_readers (who reads a
/// leaf when), group_fit (what fits into a group), floating (what waits for its user), fuser (the walk itself).
class fusion {
 protected:
  graph_view g;
  fusion_state state_;
  grouping& out;
  int& now_;
  // the lists, without a call for every look
  const node* node_ = nullptr;
  const int* region_ = nullptr;
  membership* member_ = nullptr;
  place_of_value* place_ = nullptr;
  int* origin_ = nullptr;
  usage* usage_ = nullptr;

  constexpr explicit fusion(graph_view graph) : g(graph), out(state_.out), now_(state_.now) {
    const graph_extent extent{g.size(), g.leaves.size(), 0, g.regions.size(), 0};
    state_.region = regions_of(g);
    state_.usages = list<usage>(g.size());
    out.nodes.resize(g.size());
    out.places.resize(g.size());
    out.origins.resize(g.size());
    state_.last_reader = state_.crossing_reader = list<int>(reader_slots(extent), -1);
    state_.last_group = list<int>(g.regions.size(), -1);
    look();
    mark_uses();
    mark_kept();
    mark_stretched();
  }
  constexpr fusion(graph_view graph, fusion_state resumed)
      : g(graph), state_(std::move(resumed)), out(state_.out), now_(state_.now) {
    look();
  }
  fusion(const fusion&) = delete;

  /// Whether x is a reshape that only adds or drops axes of size 1: the same elements as its operand.
  constexpr bool is_squeeze(int x) const { return origin_[x] != x; }

  /// What a node is computed in: integers travel as floats.
  constexpr element computed_in(int id) const {
    const node& n = node_[id];
    // the store rounds
    const bool narrows = n.op == code_of<convert_op> && n.type < node_[n.in[0]].type;
    if (narrows || (n.type == element::int32 && n.in[0] >= 0 && n.op != code_of<gather_op>))
      return computed_in(n.in[0]);
    return n.type == element::float64 ? element::float64 : element::float32;
  }

  /// Whether a value is computed in a group of a region, so that it can be stored from there.
  constexpr bool made_in(int o, int region) const {
    const int k = member_[o].group;
    return k >= 0 && out.groups[k].region == region && facts_of(node_[o].op).kind != op_kind::loop;
  }

  /// The last group that makes an operand of v, or what a floating one is made of; or -1.
  constexpr int latest_group(int v) const {
    int latest = -1;
    const int* in = node_[v].in;
    for (int i = 0; i < 3 && in[i] >= 0; ++i) {
      const int base = place_[in[i]].base;
      if (base < 0) continue;
      const int made = usage_[base].floating ? usage_[base].waits_behind : member_[base].group;
      if (made > latest) latest = made;
    }
    return latest;
  }

 private:
  constexpr void look() {
    node_ = g.nodes.items;
    region_ = state_.region.begin();
    member_ = out.nodes.begin();
    place_ = out.places.begin();
    origin_ = out.origins.begin();
    usage_ = state_.usages.begin();
  }

  constexpr void mark_uses() {
    for (int i = 0, size = g.size(); i < size; ++i) {
      const node& n = node_[i];
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k) ++usage_[n.in[k]].uses;
      origin_[i] = i;
      switch (n.op) {
        case code_of<reshape_op>:
          if (same_squeezed(n.shape, node_[n.in[0]].shape)) origin_[i] = origin_[n.in[0]];
          break;
        case code_of<pad_op>:
          if (node_[n.in[0]].op == code_of<pad_op>)
            usage_[n.in[0]].inside_pad = node_[n.in[0]].attr.value == n.attr.value;
          break;
        case code_of<contract_op>:
        case code_of<convolve_op>:
        case code_of<convolve_filter_op>:
        case code_of<scatter_add_op>:
        case code_of<gather_op>:
          for (int k = 0; k < 2; ++k) usage_[n.in[k]].wants_memory = true;
          break;
        case code_of<each_op>: usage_[n.in[0]].wants_memory = true; break;
        case code_of<add_at_op>:
        case code_of<put_at_op>:
          state_.additions.push_back(i);
          usage_[n.in[1]].wants_memory = usage_[n.in[2]].wants_memory = true;
          break;
        case code_of<assign_op>:
          state_.assignments.push_back(i);
          usage_[n.in[1]].wants_memory = usage_[n.in[1]].asked_for = true;
          break;
        default: break;
      }
    }
    for (int r : g.results) usage_[r].wants_memory = usage_[r].asked_for = true;
  }

  constexpr void mark_kept() {
    for (int i = 0, size = g.size(); i < size; ++i)
      if (usage_[i].wants_memory) usage_[behind_views(i)].kept = true;
  }

  /// (tidy has put tables in front of their users)
  constexpr void mark_stretched() {
    const list<turn> turns = turns_of(g, list<char>(g.size(), char{1}));
    for (int i = 0, size = g.size(); i < size; ++i) {
      if (facts_of(node_[i].op).kind != op_kind::elementwise) continue;
      const int* in = node_[i].in;
      for (int k = 0; k < 3 && in[k] >= 0; ++k)
        if (turns[in[k]] == turn::tables && node_[in[k]].shape.count() < node_[i].shape.count())
          usage_[behind_views(in[k])].stretched = true;
    }
  }

  constexpr int behind_views(int x) const {
    while (facts_of(node_[x].op).kind == op_kind::view) x = node_[x].in[0];
    return x;
  }
};

}  // namespace tapeless::passes::detail
