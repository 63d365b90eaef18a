// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/fuse.hpp>

namespace tapeless::passes {

namespace detail {

/// The state of a walk that is interrupted, as a constant: compilers limit how long they compute one.
template <graph_extent Graph>
struct paused_fuse {
  int groups_made = 0, assigned = 0, added = 0, now = -1;
  fixed<group, Graph.nodes> groups{};
  fixed<membership, Graph.nodes> members{};
  fixed<place_of_value, Graph.nodes> places{};
  fixed<int, Graph.nodes> origins{};
  fixed<usage, Graph.nodes> usages{};
  fixed<int, Graph.nodes> assignments{}, additions{};
  fixed<int, Graph.nodes> region{};
  fixed<int, reader_slots(Graph)> last_reader{}, crossing_reader{};
  fixed<int, Graph.regions> last_group{};

  constexpr explicit paused_fuse(const fuse_state& s)
      : groups_made(s.out.groups.size()),
        assigned(s.assignments.size()),
        added(s.additions.size()),
        now(s.now) {
    copy_start(s.out.groups, groups.items, groups_made);
    copy_start(s.out.nodes, members.items, s.out.nodes.size());
    copy_start(s.out.places, places.items, s.out.places.size());
    copy_start(s.out.origins, origins.items, s.out.origins.size());
    copy_start(s.usages, usages.items, s.usages.size());
    copy_start(s.assignments, assignments.items, assigned);
    copy_start(s.additions, additions.items, added);
    copy_start(s.region, region.items, s.region.size());
    copy_start(s.last_reader, last_reader.items, s.last_reader.size());
    copy_start(s.crossing_reader, crossing_reader.items, s.crossing_reader.size());
    copy_start(s.last_group, last_group.items, s.last_group.size());
  }
  constexpr fuse_state resumed() const {
    fuse_state s;
    s.out.groups = list<group>(groups.items, groups_made);
    s.out.nodes = list<membership>(members.items, Graph.nodes);
    s.out.places = list<place_of_value>(places.items, Graph.nodes);
    s.out.origins = list<int>(origins.items, Graph.nodes);
    s.usages = list<usage>(usages.items, Graph.nodes);
    s.assignments = list<int>(assignments.items, assigned);
    s.additions = list<int>(additions.items, added);
    s.region = list<int>(region.items, Graph.nodes);
    s.last_reader = list<int>(last_reader.items, reader_slots(Graph));
    s.crossing_reader = list<int>(crossing_reader.items, reader_slots(Graph));
    s.last_group = list<int>(last_group.items, Graph.regions);
    s.now = now;
    return s;
  }
};

}  // namespace detail

/// Parts of what `fuse` does, which leave off where the next goes on: how nodes are used; the walk over the nodes
/// [first, last); the end.
template <graph_extent Extent>
constexpr detail::paused_fuse<Extent> start_fusing(graph_view g, const ir::target& on) {
  return detail::paused_fuse<Extent>(detail::begin_fusing(g, on));
}
template <graph_extent Extent>
constexpr detail::paused_fuse<Extent> go_on_fusing(graph_view g, const ir::target& on,
                                                   const detail::paused_fuse<Extent>& before,
                                                   int first, int last) {
  detail::fuse_walk walk(g, on, before.resumed());
  detail::fuse_nodes(walk, first, last);
  return detail::paused_fuse<Extent>(walk.state);
}
template <graph_extent Extent>
constexpr grouping finish_fusing(graph_view g, const ir::target& on,
                                 const detail::paused_fuse<Extent>& before) {
  detail::fuse_walk walk(g, on, before.resumed());
  return detail::end_fusing(walk);
}

}  // namespace tapeless::passes
