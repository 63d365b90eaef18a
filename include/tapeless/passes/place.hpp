// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

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
  std::span<const buffer> buffers{};  ///< of the other plan; its leaves come first, in order
  std::int64_t bytes = 0;             ///< what the other keeps from run to run
};

namespace detail {

constexpr bool same_path(graph_view a, int sa, graph_view b, int sb) {
  while (sa >= 0 && sb >= 0) {
    const scope &x = a.scopes[static_cast<std::size_t>(sa)], &y = b.scopes[static_cast<std::size_t>(sb)];
    if (x.position != y.position || x.name != y.name) return false;
    sa = x.parent;
    sb = y.parent;
  }
  return sa < 0 && sb < 0;
}

/// The leaf of the other program that is this one, or -1.
constexpr int counterpart(const shared_leaves& other, graph_view g, int index) {
  const leaf& l = g.leaves[static_cast<std::size_t>(index)];
  const int n = static_cast<int>(other.graph.leaves.size());
  for (int k = 0; k < n; ++k) {
    const int i = (index + k) % n;  // mostly it stands at the same place
    const leaf& o = other.graph.leaves[static_cast<std::size_t>(i)];
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
  std::vector<result_place> results;
};

/// Gives every buffer its offset. Leaves stay for good; the others share memory when their lives do not meet.
///
/// Before   list = schedule(g, grouped)
/// After    buffers that live at the same time do not overlap; results live to the end
/// Cost     O(buffers · live buffers)
constexpr placement place(launch_list& list, graph_view g, const grouping& grouped, const shared_leaves& shared = {}) {
  placement out;
  std::int64_t top = 0;
  for (int rank = 0; rank < 4; ++rank) {
    for (buffer& b : list.buffers) {
      if (b.leaf < 0 || detail::rank_of(g.leaves[static_cast<std::size_t>(b.leaf)]) != rank) continue;
      const int twin = rank < 3 && !shared.buffers.empty() ? detail::counterpart(shared, g, b.leaf) : -1;
      if (twin >= 0) {
        b.offset = shared.buffers[static_cast<std::size_t>(twin)].offset;
      } else {
        if (top < shared.bytes) top = shared.bytes;
        b.offset = top;
        top += aligned(b.bytes);
      }
    }
  }
  if (top < shared.bytes) top = shared.bytes;
  out.persistent_bytes = out.arena_bytes = top;

  const int end = static_cast<int>(list.launches.size());
  for (int r : g.results) {
    const place_of_value& p = grouped.places[static_cast<std::size_t>(r)];
    for (std::size_t i = 0; i < list.buffers.size(); ++i) {
      buffer& b = list.buffers[i];
      const bool is_leaf = is<leaf_op>(g[p.base]) && b.leaf == g[p.base].attr.first;
      if (!is_leaf && (b.leaf >= 0 || b.node != p.base)) continue;
      b.dies = end;
      out.results.push_back({static_cast<int>(i), p.start});
      break;
    }
  }

  std::vector<std::vector<int>> born(static_cast<std::size_t>(end) + 1);
  for (std::size_t i = 0; i < list.buffers.size(); ++i)
    if (list.buffers[i].leaf < 0 && list.buffers[i].born >= 0)
      born[static_cast<std::size_t>(list.buffers[i].born)].push_back(static_cast<int>(i));
  std::vector<int> live;  // by offset
  for (int now = 0; now < end; ++now) {
    if (born[static_cast<std::size_t>(now)].empty()) continue;
    std::size_t kept = 0;
    for (int b : live)
      if (list.buffers[static_cast<std::size_t>(b)].dies >= now) live[kept++] = b;
    live.resize(kept);
    for (int id : born[static_cast<std::size_t>(now)]) {
      buffer& b = list.buffers[static_cast<std::size_t>(id)];
      std::int64_t at = out.persistent_bytes;
      std::size_t place_in_live = 0;
      for (; place_in_live < live.size(); ++place_in_live) {  // the first gap that is wide enough
        const buffer& other = list.buffers[static_cast<std::size_t>(live[place_in_live])];
        if (other.offset >= at + aligned(b.bytes)) break;
        const std::int64_t behind = other.offset + aligned(other.bytes);
        if (behind > at) at = behind;
      }
      b.offset = at;
      live.insert(live.begin() + static_cast<std::ptrdiff_t>(place_in_live), id);
      if (at + aligned(b.bytes) > out.arena_bytes) out.arena_bytes = at + aligned(b.bytes);
    }
  }
  return out;
}

}  // namespace tapeless
