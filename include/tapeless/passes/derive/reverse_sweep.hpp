// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/derive/gradient_rules.hpp>
#include <tapeless/passes/look/regions.hpp>

namespace tapeless::passes::detail {

/// One reverse sweep: the cotangents of all nodes that lie between `wanted` nodes and y.
///
/// A region that y is made of is answered by its mirror: a region that runs the other way, carries the cotangents of
/// the carries, and sees the values of the first by stacking them there and slicing them here (those that a rule
/// reads; the others are dropped as unused). What a cotangent adds to a value outside is summed over the iterations. The
/// regions in which y itself stands are not repeated: everything happens within one of their iterations.
///
/// Source   [griewank08] ch. 3, reverse mode; ch. 12 for loops
class reverse_sweep {
 public:
  /// `dy` is y's own cotangent, or -1 for ones.
  constexpr reverse_sweep(builder& graph, int y, int dy, const list<char>& wanted)
      : b(graph),
        y_(y),
        seed_(dy),
        size_(graph.size()),
        loops_(!graph.regions.empty()),
        region_(regions_of(graph.view())),
        home_(innermost(region_[y], dy >= 0 ? region_[dy] : -1)),
        mirror_(graph.regions.size(), -1),
        carries_(graph.regions.size()),
        entered_(graph.regions.size()),
        leads_(size_),
        dy_(size_, -1),
        after_(loops_ ? size_ : 0, -1),
        mirrored_carry_(loops_ ? size_ : 0, -1) {
    for (int i = 0; i < wanted.size(); ++i) leads_[i] = wanted[i];
    mark_made_of({b.nodes.begin(), size_}, leads_);
  }

  /// Per node its cotangent, or -1.
  constexpr list<int> run() {
    list<int> order;
    if (loops_) order = running_order(b.view(), made_of_y(), home_);
    const value seed = b.of(seed_ >= 0 ? seed_ : b.constant(1));
    dy_[y_] = broadcast_to(converted(seed, b.nodes[y_].type), b.nodes[y_].shape).id;
    if (!loops_) {
      for (int i = y_ + 1; i-- > 0;) visit(i);
    } else {
      for (int k = order.size(); k-- > 0;) {
        enter(region_[order[k]], order);
        visit(order[k]);
      }
    }
    return std::move(dy_);
  }

 private:
  builder& b;
  int y_, seed_, size_;  ///< the nodes there were; what the sweep adds comes behind them
  bool loops_;
  list<int> region_;
  int home_;  ///< the region of y
  list<int> mirror_, carries_;
  list<char> entered_;
  list<char> leads_;  ///< is, or is made of, a wanted node
  list<int> dy_;
  list<int> after_;  ///< of an advance: the cotangent of the carry after the last iteration
  list<int> mirrored_carry_;

  /// Of two regions around one another, the inner one.
  constexpr int innermost(int r, int other) const {
    return is_within(b.regions, r, other) ? r : other;
  }
  /// Whether a region runs more than once for one y.
  constexpr bool repeated(int r) const { return r >= 0 && !is_within(b.regions, home_, r); }

  /// What y is made of; a carry is made of its next values, if its region is repeated.
  constexpr list<char> made_of_y() const {
    list<char> used(size_);
    used[y_] = 1;
    mark_needed({b.nodes.begin(), size_}, used,
                [this](int carry) { return repeated(region_[carry]); });
    return used;
  }

  constexpr value zeros_like(int id) {
    const dims shape = b.nodes[id].shape;
    return broadcast_to(converted(b.of(b.constant(0)), b.nodes[id].type), shape);
  }

  constexpr int mirror_of(int r) {
    if (!repeated(r)) return home_;
    if (mirror_[r] < 0) {
      region made = b.regions[r];
      made.parent = mirror_of(made.parent);
      made.reverse = !made.reverse;
      b.regions.push_back(made);
      mirror_[r] = b.regions.size() - 1;
    }
    return mirror_[r];
  }

  /// A value that stands in region r, as its mirror sees it.
  constexpr value seen(value x, int r) {
    if (!repeated(r)) return x;
    const node n = b.nodes[x.id];
    if (is<each_op>(n)) return each_slice(seen(b.of(n.in[0]), stands_in(n.in[0])), mirror_of(r));
    const int around = b.regions[r].parent;
    return each_slice(seen(stacked(x, r), around), mirror_of(r));
  }
  constexpr int stands_in(int id) const {
    if (id < size_) return region_[id];
    const node& n = b.nodes[id];  // a stack that `seen` made
    return b.regions[region_named(n)].parent;
  }

  /// Gives a node a part of its cotangent, which stands in the mirror of region r.
  constexpr void add(int to, value part, int r) {
    if (!part || leads_[to] == 0) return;
    const dims shape = b.nodes[to].shape;
    part = sum_to(broadcast_to(part, broadcast(part.shape(), shape)), shape);
    for (; r != region_[to] && repeated(r); r = b.regions[r].parent) part = summed(part, r);
    // fan-out: cotangents of one value add up; each has exactly the value's shape
    dy_[to] = dy_[to] < 0 ? part.id : (b.of(dy_[to]) + part).id;
  }
  /// The sum over all iterations of a region's mirror.
  constexpr value summed(value part, int r) {
    const value so_far = carried(zeros_like(part.id), mirror_of(r), carries_[r]++);
    return after_last(advanced(so_far, so_far + part));
  }

  /// The first look into a region: all that is made of it has been seen.
  constexpr void enter(int r, const list<int>& order) {
    if (!repeated(r) || entered_[r] != 0) return;
    enter(b.regions[r].parent, order);
    entered_[r] = 1;
    if (mirror_[r] < 0) return;  // nobody asks
    for (int k = 0; k < order.size(); ++k) {
      const int a = order[k];
      if (!is<advance_op>(b.nodes[a]) || region_[a] != r) continue;
      const int carry = b.nodes[a].in[0], next = b.nodes[a].in[1];
      if (leads_[carry] == 0) continue;
      const value first = after_[a] >= 0 ? b.of(after_[a]) : zeros_like(carry);
      const value d = carried(first, mirror_[r], carries_[r]++);
      mirrored_carry_[carry] = d.id;
      add(next, d, r);
    }
  }

  constexpr void visit(int i) {
    const node n = b.nodes[i];
    if (is<carry_op>(n) && repeated(region_named(n)) && mirrored_carry_[i] >= 0) {
      const value next = dy_[i] >= 0 ? b.of(dy_[i]) : zeros_like(i);
      const value d = after_last(advanced(b.of(mirrored_carry_[i]), next));
      add(n.in[0], d, b.regions[region_named(n)].parent);
      return;
    }
    if (dy_[i] < 0 || leads_[i] == 0 || n.in[0] < 0) return;
    const value dy = b.of(dy_[i]);
    switch (n.op) {
      case code_of<carry_op>:  // of a region in which y stands: the carry is given
      case code_of<advance_op>: return;
      case code_of<final_op>:
        mirror_of(region_named(n));
        after_[n.in[0]] = dy.id;
        return;
      case code_of<stack_op>:
        return add(n.in[0], each_slice(dy, mirror_of(region_named(n))), region_named(n));
      case code_of<each_op>:
        if (repeated(region_named(n)))
          return add(n.in[0], stacked(dy, mirror_of(region_named(n))),
                     b.regions[region_named(n)].parent);
        return add(n.in[0], placed_at(dy, n), region_named(n));
      default: break;
    }
    if (is<custom_gradient_op>(n)) return add(n.in[1], rule_of(n, dy), region_[i]);
    if (n.again >= 0) compute_again(n.again);
    const gradient_rule rule = gradient_rules[n.op];
    if (rule == nullptr) return;
    fixed<value, 3> x{};
    for (int k = 0; k < 3; ++k)
      if (n.in[k] >= 0) x[k] = seen(b.of(again(n.in[k])), region_[n.in[k]]);
    value y = seen(b.of(again(i)), region_[i]);
    y.made_by = i;
    const cotangents dx = rule(y, dy, x);
    for (int k = 0; k < 3; ++k)
      if (dx[k] && n.in[k] >= 0) add(n.in[k], dx[k], region_[i]);
  }

  // ---- checkpoints and rules of the user's --------------------------------------------------------

  list<int> again_;             ///< per node: its like, computed again; -1: it is kept
  list<char> checkpoint_done_;  ///< per checkpoint

  /// Whether a checkpoint keeps such a value: all but numbers and parameters, which are there anyway.
  constexpr bool taken_in(const node& n) const {
    if (const int l = leaf_of(n); l >= 0) return b.leaves[l].kind == leaf_kind::input;
    return kind_of(n) != op_kind::source;
  }
  constexpr int again(int id) const {
    return id < again_.size() && again_[id] >= 0 ? again_[id] : id;
  }
  /// Makes the nodes of a checkpoint anew, from what it takes in. One with a loop in it is kept.
  constexpr void compute_again(int checkpoint) {
    if (again_.empty()) again_ = list<int>(size_, -1);
    while (checkpoint_done_.size() <= checkpoint) checkpoint_done_.push_back(0);
    if (checkpoint_done_[checkpoint] != 0) return;
    checkpoint_done_[checkpoint] = 1;
    for (int i = 0; i < size_; ++i)
      if (b.nodes[i].again == checkpoint && region_[i] != home_) return;
    for (int i = 0; i < size_; ++i) {
      node n = b.nodes[i];
      if (n.again != checkpoint || n.in[0] < 0 || kind_of(n) == op_kind::effect) continue;
      for (int& x : n.in) {
        if (x < 0) continue;
        const node& from = b.nodes[x];
        if (from.again == checkpoint && again_[x] >= 0)
          x = again_[x];
        else if (taken_in(from))
          x = emit(code_of<barrier_op>, b.of(x), barrier_op::attributes{checkpoint}.packed()).id;
      }
      n.again = -1;
      again_[i] = b.add(n);
    }
  }

  /// The user's rule with the cotangent of y in place of the zeros that stand for it.
  constexpr value rule_of(const node& n, value dy) {
    const int last = n.in[2];
    list<int> like(last + 1, -1);
    const int zeros = attributes_of<custom_gradient_op>(n).zeros;
    like[zeros] = dy.id;
    for (int i = zeros + 1; i <= last; ++i) {
      node copy = b.nodes[i];
      bool made_of_it = false;
      for (int& x : copy.in)
        if (x >= 0 && like[x] >= 0) {
          x = like[x];
          made_of_it = true;
        }
      if (made_of_it) like[i] = b.add(copy);
    }
    return b.of(like[last] >= 0 ? like[last] : last);
  }

  /// The cotangent of x where y stands in the region that takes slice x[t]: dy at t, zeros elsewhere.
  constexpr value placed_at(value dy, const node& slice) {
    const dims all = b.nodes[slice.in[0]].shape;
    dims column{.rank = all.rank};
    column[0] = all[0];
    const value place{&b, b.emit(code_of<iota_op>, {-1, -1, -1}, along_axis{0}.packed(), column,
                                 default_element)};
    const value at = each_slice(place, region_named(slice));
    const value here = equal(place, broadcast_to(ir::reshape_to(at, dims{}), column));
    return select(here,
                  ir::reshape_to(dy,
                                 [&] {
                                   dims d = all;
                                   d[0] = 1;
                                   return d;
                                 }()),
                  0.0);
  }
};

}  // namespace tapeless::passes::detail
