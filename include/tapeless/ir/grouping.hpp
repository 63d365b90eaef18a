// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/element.hpp>
#include <tapeless/core/shape.hpp>
#include <tapeless/ir/region.hpp>
#include <tapeless/ops/place.hpp>

namespace tapeless::ir {

enum class group_kind {
  map,  ///< elementwise over one shape
  fold,  ///< elementwise and reductions that share their kept axes: softmax, normalisation, bias gradient
  contraction,  ///< a matrix product and the elementwise ops on its result
  copy          ///< one movement op: pad, concat, scatter_add, or a view that strides cannot say
};

/// Nodes that run as one loop nest. Shapes are squeezed: axes of size 1 are not loops.
struct group {
  group_kind kind{};
  dims shape{};                    ///< of the elements (level 0)
  axis_set folded = 0;             ///< which axes of `shape` the reductions fold
  element type = default_element;  ///< what is computed in
  int root = -1;                   ///< the node it began with
  int region = -1;                 ///< in which it runs, once an iteration
  int members = 0;
  int phases = 1;

  /// The shape of values after the folds (level 1).
  constexpr dims kept_shape() const {
    dims out;
    for (int i = 0; i < shape.rank; ++i)
      if (!has_axis(folded, i)) out[out.rank++] = shape[i];
    return out;
  }
};

/// Where a node runs: nowhere (a leaf, a number, a view), or in a group at a level and phase.
struct membership {
  int group = -1;
  int level = 0;
  int phase = 0;
  bool stored = false;  ///< goes to memory: other groups, views or the caller read it
};

/// What `fuse` decides, to read. Groups are in the order in which they run.
struct grouping_view {
  view<group> groups{};
  view<membership> nodes{};
  view<place_of_value> places{};
  view<int>
      origins{};  ///< the node whose elements each has, one for one: looks through reshapes that only
                  ///< add or drop axes of size 1
  view<int> late_assignments{};  ///< assignments that must wait for the end of the step

  constexpr const membership& operator[](int node) const { return nodes.items[node]; }
};

/// What `fuse` decides, while it does.
struct grouping {
  list<group> groups;
  list<membership> nodes;
  list<place_of_value> places;
  list<int> origins;
  list<int> late_assignments;

  constexpr const membership& operator[](int node) const { return nodes[node]; }
  constexpr operator grouping_view() const {
    return {groups, nodes, places, origins, late_assignments};
  }
};

/// What `fuse` decided for a graph: at most one group and one late assignment a node.
template <int Nodes>
struct groups_of_graph {
  int groups_made = 0, late = 0;
  fixed<group, Nodes> groups{};
  fixed<membership, Nodes> nodes{};
  fixed<place_of_value, Nodes> places{};
  fixed<int, Nodes> origins{};
  fixed<int, Nodes> late_assignments{};

  constexpr explicit groups_of_graph(const grouping& made)
      : groups_made(made.groups.size()), late(made.late_assignments.size()) {
    copy_start(made.groups, groups.items, groups_made);
    copy_start(made.nodes, nodes.items, made.nodes.size());
    copy_start(made.places, places.items, made.places.size());
    copy_start(made.origins, origins.items, made.origins.size());
    copy_start(made.late_assignments, late_assignments.items, late);
  }
  constexpr operator grouping_view() const {
    return {{groups.items, groups_made}, nodes, places, origins, {late_assignments.items, late}};
  }
};

}  // namespace tapeless::ir
