// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/ir/graph.hpp>
#include <tapeless/ir/grouping.hpp>
#include <tapeless/ir/kernel_spaces.hpp>
#include <tapeless/ir/target.hpp>
#include <tapeless/passes/schedule/kernel_writer.hpp>

namespace tapeless::passes {

namespace detail {

/// The order of leaves in a space: an optimiser's states stand behind the network's.
constexpr int rank_of(const leaf& l) { return l.kind == leaf_kind::state && l.owner >= 0 ? 1 : 0; }

/// The scratch space, as the gaps that are free: few, however many buffers live.
class memory {
 public:
  constexpr memory() { gaps_.push_back({0, std::int64_t{1} << 62}); }

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
  space_sizes bytes;
  list<result_place> results;
};

namespace detail {

/// Where results lie. A result that is no leaf lies among inputs and results, where no other run writes.
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
    const int b = is<leaf_op>(base)    ? of_leaf[leaf_of(base)]
                  : is<final_op>(base) ? of_node[g[base.in[0]].in[0]]  // where the carry is
                                       : of_node[p.base];
    if (b < 0) continue;
    all.buffers[b].dies = end;
    if (all.buffers[b].leaf < 0) all.buffers[b].in = space::io;
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

/// Gives every buffer its space and its offset there. Leaves and results stay for good; the others share memory when their
/// lives do not meet.
///
/// Before   all = schedule(g, grouped, on)
/// After    buffers of a space that live at the same time do not overlap; results live to the end
/// Cost     O(buffers · gaps); there are few gaps
constexpr placement place(launch_list& all, graph_view g, grouping_view grouped,
                          const ir::target& on) {
  placement out;
  const int end = all.launches.size();
  const auto put = [&](buffer& b, space s) {
    b.in = s;
    b.offset = out.bytes[s];
    out.bytes[s] += on.aligned(b.bytes);
  };
  for (int rank = 0; rank < 2; ++rank)
    for (buffer& b : all.buffers)
      if (b.leaf >= 0 && detail::rank_of(g.leaves[b.leaf]) == rank)
        put(b, space_of(g.leaves[b.leaf]));
  detail::keep_results(all, g, grouped, end, out.results);
  if (!all.regions.empty()) detail::live_through_regions(all);

  detail::memory between;
  list<int> next(all.buffers.size(), -1);  // buffers that begin or end with the same launch
  list<int> first_born(end + 1, -1), first_dead(end + 1, -1);
  buffer* buffers = all.buffers.begin();
  for (int i = all.buffers.size(); i-- > 0;) {
    if (buffers[i].leaf >= 0 || buffers[i].born < 0) continue;
    if (buffers[i].in == space::io) {
      put(buffers[i], space::io);
      continue;
    }
    next[i] = first_born[buffers[i].born];
    first_born[buffers[i].born] = i;
  }
  std::int64_t& scratch = out.bytes[space::scratch];
  for (int now = 0; now < end; ++now) {
    for (int id = first_born[now]; id >= 0;) {
      buffer& b = buffers[id];
      const std::int64_t bytes = on.aligned(b.bytes);
      b.offset = between.take(bytes);
      if (b.offset + bytes > scratch) scratch = b.offset + bytes;
      const int following = next[id];
      next[id] = first_dead[b.dies];
      first_dead[b.dies] = id;
      id = following;
    }
    for (int id = first_dead[now]; id >= 0; id = next[id])
      between.give_back(buffers[id].offset, on.aligned(buffers[id].bytes));
  }
  settle_spaces(all.kernels, all.view());
  return out;
}

}  // namespace tapeless::passes
