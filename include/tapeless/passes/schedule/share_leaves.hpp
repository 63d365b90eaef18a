// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include <tapeless/ir/space.hpp>
#include <tapeless/passes/look/leaf_identity.hpp>
#include <tapeless/passes/schedule/place.hpp>

namespace tapeless::passes {

/// Where the parameters and states of several programs stand, leaf after leaf, program after program.
struct leaf_layout {
  struct place {
    std::int64_t offset = -1;  ///< in its space; -1: in no space that programs share
    bool first = false;        ///< whether no program before has this leaf
  };
  list<place> places;
  space_sizes bytes;

  /// Why the programs cannot share their leaves.
  struct problem {
    enum class kind {
      none,
      two_shapes,        ///< or element types: of one leaf
      ambiguous_network  ///< one of several networks of one type without names
    } what{};
    std::string_view name{};  ///< of a leaf concerned
    dims first{}, second{};
  } wrong{};
};

namespace detail {

/// The leaves of all programs so far, found by their hashes.
struct known_leaves {
  struct entry {
    std::uint32_t hash;
    int program, leaf, place;
    int claimed_by;  ///< the last program that has it
    int next;        ///< with the same lower bits of the hash, or -1
  };
  list<entry> entries;
  list<int> first = list<int>(1024, -1);

  constexpr int& bucket(std::uint32_t hash) { return first[static_cast<int>(hash & 1023u)]; }
  constexpr void add(std::uint32_t hash, int program, int leaf, int place) {
    int& start = bucket(hash);
    entries.push_back({hash, program, leaf, place, program, start});
    start = entries.size() - 1;
  }
  /// The entry of a leaf that another program has and this one has not claimed yet, or -1.
  constexpr int find(view<graph_view> graphs, std::uint32_t hash, int program, const leaf& l) {
    int found = -1;  // the earliest
    for (int i = bucket(hash); i >= 0; i = entries[i].next) {
      const entry& e = entries[i];
      if (e.hash == hash && e.claimed_by != program &&
          same_leaf(graphs[e.program], graphs[e.program].leaves[e.leaf], graphs[program], l))
        found = i;
    }
    return found;
  }
};

constexpr bool is_shared(const leaf& l) {
  const space s = space_of(l);
  return s == space::parameters || s == space::states;
}

/// How many networks of a type stand without a name at the top, those without parameters and states left out.
constexpr int networks_of(graph_view g, const void* function) {
  int n = 0;
  for (int s = 0; s < g.scopes.size(); ++s) {
    if (!is_unnamed_root(g, s) || g.scopes[s].function != function) continue;
    bool any = false;
    for (const leaf& l : g.leaves) any = any || root_of(g, l.scope) == s;
    n += any ? 1 : 0;
  }
  return n;
}

/// Notes if a network of one program may be any of several of another.
constexpr void find_ambiguous(view<graph_view> graphs, int program, const leaf& l,
                              leaf_layout& out) {
  const graph_view g = graphs[program];
  const int root = root_of(g, l.scope);
  if (root < 0 || !is_unnamed_root(g, root)) return;
  const int mine = networks_of(g, g.scopes[root].function);
  for (int p = 0; p < program; ++p) {
    const int others = networks_of(graphs[p], g.scopes[root].function);
    if (others != 0 && others != mine)
      out.wrong = {.what = leaf_layout::problem::kind::ambiguous_network, .name = l.name};
  }
}

}  // namespace detail

/// Gives every parameter and state of some programs one place, at a multiple of `alignment`, whichever of them have it. Programs
/// may stand in any order.
///
/// Before    every graph is the final graph of a program
/// After     leaves that are one (same_leaf) stand at one offset; parameters and a network's states come in the order in which
///           programs have them, an optimiser's states behind all others
/// Cost      O(leaves · depth of their paths)
constexpr leaf_layout share_leaves(view<graph_view> graphs, int alignment) {
  leaf_layout out;
  for (const graph_view& g : graphs)
    for (int l = 0; l < g.leaves.size(); ++l) out.places.push_back({});
  detail::known_leaves known;
  for (int rank = 0; rank < 2; ++rank) {
    int start = 0;
    for (int p = 0; p < graphs.size(); start += graphs[p++].leaves.size()) {
      const graph_view g = graphs[p];
      const void* last_checked = nullptr;
      for (int i = 0; i < g.leaves.size(); ++i) {
        const leaf& l = g.leaves[i];
        if (!detail::is_shared(l) || detail::rank_of(l) != rank) continue;
        const std::uint32_t hash = hash_of_leaf(g, l);
        leaf_layout::place& mine = out.places[start + i];
        const int e = p == 0 ? -1 : known.find(graphs, hash, p, l);
        if (e < 0) {
          std::int64_t& top = out.bytes[space_of(l)];
          mine = {top, true};
          top += ir::aligned(std::int64_t{l.shape.count()} * bytes_of(l.type), alignment);
          known.add(hash, p, i, start + i);
        } else {
          const detail::known_leaves::entry& twin = known.entries[e];
          const leaf& other = graphs[twin.program].leaves[twin.leaf];
          mine = {out.places[twin.place].offset, false};
          known.entries[e].claimed_by = p;
          if (!(other.shape == l.shape) || other.type != l.type)
            out.wrong = {.what = leaf_layout::problem::kind::two_shapes,
                         .name = l.name,
                         .first = other.shape,
                         .second = l.shape};
        }
        const int root = detail::root_of(g, l.scope);
        const void* function = root < 0 ? nullptr : g.scopes[root].function;
        if (rank == 0 && p > 0 && function != last_checked)
          detail::find_ambiguous(graphs, p, l, out);
        last_checked = function;
      }
    }
  }
  return out;
}

}  // namespace tapeless::passes
