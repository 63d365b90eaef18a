// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>
#include <tapeless/passes/schedule/kernel_writer.hpp>

namespace tapeless::passes {

/// Every buffer starts at a multiple of this: a cache line, and the widest vector.
inline constexpr std::int64_t alignment = 64;
constexpr std::int64_t aligned(std::int64_t bytes) {
  return (bytes + alignment - 1) / alignment * alignment;
}

/// Leaves that a program shares with another, which has placed them already: a network that is
/// trained by one program and used by a second has its parameters once.
struct shared_leaves {
  graph_view graph{};
  view<buffer> buffers{};  ///< of the other plan; its leaves come first, in order
  std::int64_t bytes = 0;  ///< what the other keeps from run to run
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

}  // namespace detail

/// The leaf of the other program that is this one, or -1: of those with the same path the one with the same tag, or else
/// the first. (The tag of a layer's parameter may be another type where the layer is applied to another shape.)
constexpr int counterpart(const shared_leaves& other, graph_view g, int index) {
  const leaf& l = g.leaves[index];
  const int n = other.graph.leaves.size();
  int found = -1;
  for (int k = 0; k < n; ++k) {
    const int i = (index + k) % n;  // mostly it stands at the same place
    const leaf& o = other.graph.leaves[i];
    if (o.kind != l.kind || o.owner >= 0 || l.owner >= 0 || !(o.shape == l.shape) ||
        o.name != l.name || !detail::same_path(other.graph, o.scope, g, l.scope))
      continue;
    if (o.tag == l.tag) return i;
    if (found < 0) found = i;
  }
  return found;
}

namespace detail {

/// The order of leaves in the arena: what is saved first.
constexpr int rank_of(const leaf& l) {
  if (l.kind == leaf_kind::parameter) return 0;
  if (l.kind == leaf_kind::state) return l.owner < 0 ? 1 : 2;
  return 3;
}

/// The arena behind the leaves, as the gaps that are free: few, however many buffers live.
class memory {
 public:
  constexpr explicit memory(std::int64_t from) { gaps_.push_back({from, std::int64_t{1} << 62}); }

  /// The first gap that is wide enough.
  constexpr std::int64_t take(std::int64_t bytes) {
    gap* g = gaps_.begin();
    while (g->end - g->begin < bytes) ++g;
    const std::int64_t at = g->begin;
    g->begin += bytes;
    if (g->begin == g->end) {
      for (gap* last = gaps_.end() - 1; g != last; ++g) *g = g[1];
      gaps_.shrink(gaps_.size() - 1);
    }
    return at;
  }

  constexpr void give_back(std::int64_t at, std::int64_t bytes) {
    gap* g = gaps_.begin();
    int i = 0;
    while (g[i].begin < at) ++i;
    const bool joins_next = at + bytes == g[i].begin, joins_last = i > 0 && g[i - 1].end == at;
    if (joins_next && joins_last) {
      g[i - 1].end = g[i].end;
      for (; i + 1 < gaps_.size(); ++i) g[i] = g[i + 1];
      gaps_.shrink(gaps_.size() - 1);
    } else if (joins_next) {
      g[i].begin = at;
    } else if (joins_last) {
      g[i - 1].end = at + bytes;
    } else {
      gaps_.insert(i, {at, at + bytes});
    }
  }

 private:
  struct gap {
    std::int64_t begin, end;
  };
  list<gap> gaps_;  ///< by offset; the last has no end
};

}  // namespace detail

/// What `place` decides beside the buffers' offsets.
struct placement {
  std::int64_t arena_bytes = 0;
  std::int64_t persistent_bytes = 0;
  list<result_place> results;
};

namespace detail {

/// Where results lie; their buffers live to the end.
constexpr void keep_results(launch_list& all, graph_view g, grouping_view grouped, int end,
                            list<result_place>& results) {
  list<int> of_node(g.nodes.size(), -1), of_leaf(g.leaves.size(), -1);
  for (int i = all.buffers.size(); i-- > 0;) {
    const buffer& b = all.buffers[i];
    if (b.leaf >= 0)
      of_leaf[b.leaf] = i;
    else if (b.node >= 0)
      of_node[b.node] = i;
  }
  for (int r : g.results) {
    const place_of_value& p = grouped.places[r];
    const node& base = g[p.base];
    const int b = is<leaf_op>(base)    ? of_leaf[base.attr.first]
                  : is<final_op>(base) ? of_node[g[base.in[0]].in[0]]  // where the carry is
                                       : of_node[p.base];
    if (b < 0) continue;
    all.buffers[b].dies = end;
    results.push_back({b, p.start});
  }
}

/// What is used inside a region and outside lives through all of its iterations.
constexpr void live_through_regions(launch_list& all) {
  const int count = all.regions.size();
  list<int> first(count, -1), last(count, -1);
  for (int i = 0; i < all.launches.size(); ++i)
    for (int r = all.launches[i].region; r >= 0; r = all.regions[r].parent) {
      if (first[r] < 0) first[r] = i;
      last[r] = i;
    }
  for (int depth = max_region_depth; depth-- > 0;)
    for (int r = 0; r < count; ++r) {
      if (first[r] < 0 || depth_of(all.regions, r) != depth) continue;
      for (buffer& b : all.buffers) {
        if (b.born < 0 || b.dies < first[r] || b.born > last[r]) continue;
        if (b.born < first[r] && b.dies < last[r]) b.dies = last[r];
        if (b.dies > last[r] && b.born > first[r]) b.born = first[r];
      }
    }
}

}  // namespace detail

/// Gives every buffer its offset. Leaves stay for good; the others share memory when their lives do not meet.
///
/// Before   all = schedule(g, grouped)
/// After    buffers that live at the same time do not overlap; results live to the end
/// Cost     O(buffers · gaps); there are few gaps
constexpr placement place(launch_list& all, graph_view g, grouping_view grouped,
                          const shared_leaves& shared = {}) {
  placement out;
  std::int64_t top = 0;
  for (int rank = 0; rank < 4; ++rank) {
    for (buffer& b : all.buffers) {
      if (b.leaf < 0 || detail::rank_of(g.leaves[b.leaf]) != rank) continue;
      const int twin = rank < 3 && !shared.buffers.empty() ? counterpart(shared, g, b.leaf) : -1;
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
  detail::keep_results(all, g, grouped, end, out.results);
  if (!all.regions.empty()) detail::live_through_regions(all);
  detail::memory between(top);
  list<int> next(all.buffers.size(), -1);  // buffers that begin or end with the same launch
  list<int> first_born(end + 1, -1), first_dead(end + 1, -1);
  const buffer* buffers = all.buffers.begin();
  for (int i = all.buffers.size(); i-- > 0;) {
    if (buffers[i].leaf >= 0 || buffers[i].born < 0) continue;
    next[i] = first_born[buffers[i].born];
    first_born[buffers[i].born] = i;
  }
  for (int now = 0; now < end; ++now) {
    for (int id = first_born[now]; id >= 0;) {
      buffer& b = all.buffers[id];
      const std::int64_t bytes = aligned(b.bytes);
      b.offset = between.take(bytes);
      if (b.offset + bytes > out.arena_bytes) out.arena_bytes = b.offset + bytes;
      const int following = next[id];
      next[id] = first_dead[b.dies];
      first_dead[b.dies] = id;
      id = following;
    }
    for (int id = first_dead[now]; id >= 0; id = next[id])
      between.give_back(buffers[id].offset, aligned(buffers[id].bytes));
  }
  return out;
}

}  // namespace tapeless::passes
