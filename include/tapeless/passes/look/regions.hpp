// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include <tapeless/ir/builder.hpp>

namespace tapeless::passes {

/// The region in which node `id` is computed, -1 for none: the innermost of its operands'. Carries and slices say
/// theirs; what comes out of a region stands in the one around it.
///
/// Before   `known` has the regions of its operands
constexpr int region_of(const node& n, view<region> regions, const list<int>& known) {
  switch (facts_of(n).stands) {
    case standing::in_region: return region_named(n);
    case standing::around_region: return regions[region_named(n)].parent;
    case standing::with_operands: break;
  }
  int found = -1;
  for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
    const int r = known[n.in[k]];
    if (r != found && depth_of(regions, r) > depth_of(regions, found)) found = r;
  }
  return found;
}

/// The region of every node.
constexpr list<int> regions_of(graph_view g) {
  list<int> out(g.size(), -1);
  if (!g.regions.empty())
    for (int i = 0; i < g.size(); ++i) out[i] = region_of(g[i], g.regions, out);
  return out;
}

/// Marks every node of which a marked one is made; the next values of carries too, if `advances(carry)`.
template <class Advances>
constexpr void mark_needed(view<node> nodes, list<char>& marks, Advances advances) {
  for (bool more = true; more;) {
    more = false;
    for (int i = nodes.size(); i-- > 0;) {
      if (marks[i] == 0) continue;
      const node& n = nodes[i];
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k) marks[n.in[k]] = 1;
    }
    for (int i = 0; i < nodes.size(); ++i) {
      if (!is<advance_op>(nodes[i]) || marks[i] != 0) continue;
      const int carry = nodes[i].in[0];
      if (marks[carry] == 0 || !advances(carry)) continue;
      marks[i] = 1;
      more = true;
    }
  }
}

/// Marks every node that is made of a marked one, in the same iteration or a later one.
constexpr void mark_made_of(view<node> nodes, list<char>& marks) {
  for (bool more = true; more;) {
    more = false;
    for (int i = 0; i < nodes.size(); ++i) {
      const node& n = nodes[i];
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k)
        if (marks[n.in[k]] != 0) marks[i] = 1;
      if (is<advance_op>(n) && marks[i] != 0 && marks[n.in[0]] == 0) {
        marks[n.in[0]] = 1;
        more = true;
      }
    }
  }
}

/// Whether a node takes a value out of a region.
constexpr bool leaves_region(const node& n) {
  return facts_of(n).stands == standing::around_region;
}

namespace detail {

/// Puts nodes into an order in which a region's nodes stand together: what they are made of before them, what comes
/// out behind them.
class region_order {
 public:
  constexpr region_order(graph_view graph, const list<char>& wanted)
      : g(graph),
        wanted_(wanted),
        region_(regions_of(graph)),
        done_(g.size()),
        ran_(g.regions.size()) {}

  constexpr list<int> run(int home) {
    for (int i = 0; i < g.size(); ++i)
      if (is_within(g.regions, home, region_[i])) visit(i);
    return std::move(order_);
  }

 private:
  graph_view g;
  const list<char>& wanted_;
  list<int> region_;
  list<char> done_, ran_;
  list<int> order_;

  constexpr void visit(int id) {
    if (done_[id] != 0 || wanted_[id] == 0) return;
    done_[id] = 1;
    const node& n = g[id];
    if (leaves_region(n)) {
      run_region(region_named(n));
    } else {
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k) visit(n.in[k]);
    }
    order_.push_back(id);
  }
  constexpr void run_region(int r) {
    if (ran_[r] != 0) return;
    ran_[r] = 1;
    for (int i = 0; i < g.size(); ++i) {  // what stands outside, first
      if (wanted_[i] == 0) continue;
      const node& n = g[i];
      const bool inside = is_within(g.regions, region_[i], r) ||
                          (is<stack_op>(n) && is_within(g.regions, region_named(n), r));
      if (!inside) continue;
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k)
        if (!is_within(g.regions, region_[n.in[k]], r)) visit(n.in[k]);
    }
    for (bool last : {false, true})  // what advances the carries, last
      for (int i = 0; i < g.size(); ++i)
        if (region_[i] == r && is<advance_op>(g[i]) == last) visit(i);
  }
};

}  // namespace detail

/// The wanted nodes in an order in which they can run, the nodes of every region together; otherwise as they stand.
/// Within one iteration of region `home` and those around it, if there is one.
///
/// Cost     O(nodes · regions)
constexpr list<int> running_order(graph_view g, const list<char>& wanted, int home = -1) {
  if (!g.regions.empty()) return detail::region_order(g, wanted).run(home);
  list<int> out;
  for (int i = 0; i < g.size(); ++i)
    if (wanted[i] != 0) out.push_back(i);
  return out;
}

}  // namespace tapeless::passes
