// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/passes/fuse/group_fit.hpp>

namespace tapeless::passes::detail {

// Deferred values: what is cheap to make from memory has no group until somebody uses it, and then runs there.

/// Whether v can be deferred: it is made of leaves alone, or of values that are in memory anyway by one cheap op.
constexpr bool may_defer(const fuse_walk& s, int v) {
  const node& n = s.nodes[v];
  const op_facts& op = facts_of(n);
  if (s.usages[v].wants_memory || s.usages[v].stretched || op.needs_position || op.picks_elements)
    return false;
  bool computed = false;
  for (int i = 0; i < 3 && n.in[i] >= 0; ++i) {
    const int x = n.in[i], base = s.places[x].base;
    if (base < 0 || s.usages[base].deferred) {
      if (s.origins[x] != base) return false;
      continue;
    }
    // one number: a load outside the loops
    if (s.members[base].group < 0 || s.nodes[base].shape.count() == 1) continue;
    computed = true;
    if (!s.usages[base].kept && !s.members[base].stored) return false;
  }
  return !computed || (s.usages[v].uses == 1 && s.on.time(op.cost) == 1);
}

constexpr void put_elementwise(fuse_walk& s, int v);

/// Gives a value that must exist now a group, if it is deferred.
constexpr void settle(fuse_walk& s, int x) {
  if (x < 0) return;
  const int base = s.places[x].base;
  if (base < 0 || !s.usages[base].deferred) return;
  s.usages[base].deferred = false;
  put_elementwise(s, base);
}

/// Brings deferred operands of v into group k, where v wants to run.
constexpr void pull_operands(fuse_walk& s, int v, int k) {
  const int* in = s.nodes[v].in;
  for (int i = 0; i < 3 && in[i] >= 0; ++i) {
    const int f = s.places[in[i]].base;
    if (f < 0 || !s.usages[f].deferred) continue;
    const int level = level_in(s.nodes[f].shape, s.out.groups[k]);
    if (level >= 0) {
      s.usages[f].deferred = false;
      pull_operands(s, f, k);
      if (fits(s, f, k, level, true))
        join_group(s, f, k, level);
      else
        put_elementwise(s, f);
    } else {
      settle(s, f);
    }
  }
}

/// Puts an elementwise node where it can run: into the latest group that made an operand, or a group of its own.
constexpr void put_elementwise(fuse_walk& s, int v) {
  const node& n = s.nodes[v];
  if (facts_of(n).picks_elements)
    for (int x : n.in) settle(s, x);
  int k = latest_group(s, v);
  // scalars of the prelude run together, whatever they are made of
  if (k < 0 && n.shape.count() == 1 && !s.out.groups.empty() && s.out.groups[0].shape.rank == 0)
    k = 0;
  if (k >= 0) {
    const int level = level_in(n.shape, s.out.groups[k]);
    if (level >= 0) pull_operands(s, v, k);
    if (level >= 0 && latest_group(s, v) <= k && fits(s, v, k, level))
      return join_group(s, v, k, level);
  }
  for (int i = 0; i < 3 && n.in[i] >= 0; ++i) settle(s, n.in[i]);
  k = latest_group(s, v);
  if (k >= 0) {
    const int level = level_in(n.shape, s.out.groups[k]);
    if (level >= 0 && fits(s, v, k, level)) return join_group(s, v, k, level);
  }
  open_group(s, v, group_kind::map, n.shape);
  for (int i = 0; i < 3 && n.in[i] >= 0; ++i)
    note_read(s, v, n.in[i], same_squeezed(s.nodes[n.in[i]].shape, n.shape));
}

/// An elementwise node: deferred if it is cheap, else put where it can run.
constexpr void fuse_elementwise(fuse_walk& s, int v) {
  const dims& shape = s.nodes[v].shape;
  const int latest = latest_group(s, v);
  const bool prelude = shape.count() == 1 && latest < 1;
  if (prelude || !may_defer(s, v)) return put_elementwise(s, v);
  s.usages[v].deferred = true;
  s.usages[v].waits_behind = latest;
  s.places[v] = own_place(v, shape);
}

}  // namespace tapeless::passes::detail
