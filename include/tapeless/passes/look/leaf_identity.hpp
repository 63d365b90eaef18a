// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include <tapeless/core/list.hpp>
#include <tapeless/ir/graph.hpp>

namespace tapeless::passes {

// A leaf is the same in two programs if it stands at the same path of the same network. A path consists of the names and
// positions that state_dict would print. A network without a name that is applied at the top of an expression is known by
// its type, since its position there depends on what else the program computes; a name below such a network begins a path of
// its own, so that a named part of a network is found where it stands alone. An optimiser's state is known by its parameter.

namespace detail {

constexpr std::uint32_t mixed(std::uint32_t h, std::uint32_t more) {
  return (h ^ more) * 16777619u;
}
constexpr std::uint32_t mixed(std::uint32_t h, std::string_view text) {
  for (const char c : text) h = mixed(h, static_cast<std::uint32_t>(static_cast<unsigned char>(c)));
  return h;
}

/// The next scope outwards that counts in a path: silent ones do not, but for an outermost one without a name.
constexpr int counted_scope(graph_view g, int s) {
  while (s >= 0 && g.scopes[s].silent && g.scopes[s].parent >= 0) s = g.scopes[s].parent;
  return s;
}
constexpr int counted_parent(graph_view g, int s) { return counted_scope(g, g.scopes[s].parent); }

/// The outermost scope around a scope; -1: there is none.
constexpr int root_of(graph_view g, int s) {
  while (s >= 0 && g.scopes[s].parent >= 0) s = g.scopes[s].parent;
  return s;
}
constexpr bool is_unnamed_root(graph_view g, int s) {
  return g.scopes[s].parent < 0 && g.scopes[s].name.empty();
}
/// An outermost scope without a name does not count above a name.
constexpr bool ends_path(graph_view g, int inner, int s) {
  return s < 0 || (is_unnamed_root(g, s) && inner >= 0 && !g.scopes[inner].name.empty());
}

/// How many networks of the same type stand without a name at the top before this one.
constexpr int occurrence(graph_view g, int root) {
  int n = 0;
  for (int s = 0; s < root; ++s)
    if (is_unnamed_root(g, s) && g.scopes[s].function == g.scopes[root].function) ++n;
  return n;
}

constexpr bool same_scope(graph_view a, int sa, graph_view b, int sb) {
  int ia = -1, ib = -1;
  sa = counted_scope(a, sa);
  sb = counted_scope(b, sb);
  while (!ends_path(a, ia, sa) && !ends_path(b, ib, sb)) {
    const scope &x = a.scopes[sa], &y = b.scopes[sb];
    if (is_unnamed_root(a, sa) != is_unnamed_root(b, sb)) return false;
    if (is_unnamed_root(a, sa))
      return x.function == y.function && occurrence(a, sa) == occurrence(b, sb);
    if (x.name != y.name || (x.name.empty() && x.position != y.position)) return false;
    ia = sa;
    ib = sb;
    sa = counted_parent(a, sa);
    sb = counted_parent(b, sb);
  }
  return ends_path(a, ia, sa) && ends_path(b, ib, sb);
}

}  // namespace detail

/// Whether two leaves are one, whatever their shapes; hash_of_leaf agrees.
constexpr bool same_leaf(graph_view a, const leaf& x, graph_view b, const leaf& y) {
  if (x.kind != y.kind || x.name != y.name || x.group != y.group ||
      (x.owner < 0) != (y.owner < 0) || x.remembered != y.remembered)
    return false;
  if (x.owner >= 0) return same_leaf(a, a.leaves[x.owner], b, b.leaves[y.owner]);
  if ((x.scope < 0) != (y.scope < 0)) return false;
  if (x.scope < 0) return x.tag == y.tag;
  return detail::same_scope(a, x.scope, b, y.scope);
}

/// A number that is the same for leaves that are one.
constexpr std::uint32_t hash_of_leaf(graph_view g, const leaf& l) {
  std::uint32_t h = detail::mixed(2166136261u, l.name);
  if (l.owner >= 0) return detail::mixed(hash_of_leaf(g, g.leaves[l.owner]), h);
  int inner = -1;
  for (int s = detail::counted_scope(g, l.scope);
       !detail::ends_path(g, inner, s) && !detail::is_unnamed_root(g, s);
       s = detail::counted_parent(g, s)) {
    const scope& at = g.scopes[s];
    h = at.name.empty() ? detail::mixed(h, static_cast<std::uint32_t>(at.position) + 977u)
                        : detail::mixed(h, at.name);
    inner = s;
  }
  return h;
}

}  // namespace tapeless::passes
