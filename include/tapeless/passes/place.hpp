// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>
#include <tapeless/passes/kernel_writer.hpp>

namespace tapeless {

/// Every buffer starts at a multiple of this: a cache line, and the widest vector.
inline constexpr std::int64_t alignment = 64;
constexpr std::int64_t aligned(std::int64_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

/// Leaves that a program shares with another, which has placed them already: a network that is
/// trained by one program and used by a second has its parameters once.
struct shared_leaves {
  graph_view graph{};
  view<buffer> buffers{};  ///< of the other plan; its leaves come first, in order
  std::int64_t bytes = 0;             ///< what the other keeps from run to run
};

namespace detail {

constexpr bool same_path(graph_view a, int sa, graph_view b, int sb) {
  while (sa >= 0 && sb >= 0) {
    const scope &x = a.scopes[sa], &y = b.scopes[sb];
    if (x.position != y.position || x.name != y.name) return false;
    sa = x.parent;
    sb = y.parent;
  }
  return sa < 0 && sb < 0;
}

/// The leaf of the other program that is this one, or -1.
constexpr int counterpart(const shared_leaves& other, graph_view g, int index) {
  const leaf& l = g.leaves[index];
  const int n = other.graph.leaves.size();
  for (int k = 0; k < n; ++k) {
    const int i = (index + k) % n;  // mostly it stands at the same place
    const leaf& o = other.graph.leaves[i];
    if (o.kind == l.kind && o.owner < 0 && l.owner < 0 && o.shape == l.shape && o.name == l.name &&
        same_path(other.graph, o.scope, g, l.scope))
      return i;
  }
  return -1;
}

/// The order of leaves in the arena: what is saved first.
constexpr int rank_of(const leaf& l) {
  if (l.kind == leaf_kind::parameter) return 0;
  if (l.kind == leaf_kind::state) return l.owner < 0 ? 1 : 2;
  return 3;
}

}  // namespace detail

/// What `place` decides beside the buffers' offsets.
struct placement {
  std::int64_t arena_bytes = 0;
  std::int64_t persistent_bytes = 0;
  list<result_place> results;
};

/// Gives every buffer its offset. Leaves stay for good; the others share memory when their lives do not meet.
///
/// Before   all = schedule(g, grouped)
/// After    buffers that live at the same time do not overlap; results live to the end
/// Cost     O(buffers · live buffers)
constexpr placement place(launch_list& all, graph_view g, const grouping& grouped, const shared_leaves& shared = {}) {
  placement out;
  std::int64_t top = 0;
  for (int rank = 0; rank < 4; ++rank) {
    for (buffer& b : all.buffers) {
      if (b.leaf < 0 || detail::rank_of(g.leaves[b.leaf]) != rank) continue;
      const int twin = rank < 3 && !shared.buffers.empty() ? detail::counterpart(shared, g, b.leaf) : -1;
      if (twin >= 0) {
        b.offset = shared.buffers[twin].offset;
      } else {
        if (top < shared.bytes) top = shared.bytes;
        b.offset = top;
        top += aligned(b.bytes);
      }
    }
  }
  if (top < shared.bytes) top = shared.bytes;
  out.persistent_bytes = out.arena_bytes = top;

  const int end = all.launches.size();
  for (int r : g.results) {
    const place_of_value& p = grouped.places[r];
    for (int i = 0; i < all.buffers.size(); ++i) {
      buffer& b = all.buffers[i];
      const bool is_leaf = is<leaf_op>(g[p.base]) && b.leaf == g[p.base].attr.first;
      if (!is_leaf && (b.leaf >= 0 || b.node != p.base)) continue;
      b.dies = end;
      out.results.push_back({i, p.start});
      break;
    }
  }

  list<list<int>> born(end + 1);
  for (int i = 0; i < all.buffers.size(); ++i)
    if (all.buffers[i].leaf < 0 && all.buffers[i].born >= 0)
      born[all.buffers[i].born].push_back(i);
  list<int> live;  // by offset
  for (int now = 0; now < end; ++now) {
    if (born[now].empty()) continue;
    int kept = 0;
    for (int b : live)
      if (all.buffers[b].dies >= now) live[kept++] = b;
    live.shrink(kept);
    for (int id : born[now]) {
      buffer& b = all.buffers[id];
      std::int64_t at = out.persistent_bytes;
      int place_in_live = 0;
      for (; place_in_live < live.size(); ++place_in_live) {  // the first gap that is wide enough
        const buffer& other = all.buffers[live[place_in_live]];
        if (other.offset >= at + aligned(b.bytes)) break;
        const std::int64_t behind = other.offset + aligned(other.bytes);
        if (behind > at) at = behind;
      }
      b.offset = at;
      live.insert(place_in_live, id);
      if (at + aligned(b.bytes) > out.arena_bytes) out.arena_bytes = at + aligned(b.bytes);
    }
  }
  return out;
}

}  // namespace tapeless
