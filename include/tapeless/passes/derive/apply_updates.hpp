// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>

namespace tapeless::passes {

/// Parameters in groups, each with options of its own: which group's option a parameter reads; its own group for "".
struct parameter_groups {
  int count = 1;
  int (*of)(graph_view g, const leaf& parameter, std::string_view option) = nullptr;
};

/// The rule of an optimiser by the cheapest forms the rules of `simplify` know. (Its shapes stand for others: reductions
/// stay as they are.)
constexpr builder simplify_rule(graph_view from) {
  builder to(from);
  list<int> fresh(from.size(), -1);
  for (int i = 0; i < from.size(); ++i) {
    node n = from[i];
    for (int& x : n.in)
      if (x >= 0) x = fresh[x];
    fresh[i] = facts_of(n).broadcasts ? detail::simplified_elementwise(to, n) : to.add(n);
  }
  for (int r : from.results) to.results.push_back(fresh[r]);
  return to;
}

namespace detail {

/// The walk of `apply_updates`: the rule's numbers first, which are one for all parameters of a group, so that every loop of
/// the step can read them; then the step; then what is made of parameters' elements, and sums over them.
class update_writer {
 public:
  constexpr update_writer(graph_view step, view<int> trained, graph_view rule,
                          parameter_groups groups)
      : from_(step),
        rule_(rule),
        leaf_of_(trained),
        groups_(groups),
        steps_(rule.size()),
        count_(trained.size()),
        to_(step),
        made_(count_ * steps_, -1),
        weight_(count_),
        gradient_(count_),
        of_elements_(steps_),
        late_(steps_) {
    for (int j = 0; j < steps_; ++j) {
      const node& r = rule_[j];
      const bool sums = kind_of(r) == op_kind::reduction || is<global_sum_op>(r);
      if (const int l = leaf_of(r); l >= 0) of_elements_[j] = is_number(rule_.leaves[l]) ? 0 : 1;
      late_[j] = of_elements_[j] != 0 || sums || writes_leaf(r) ? 1 : 0;
      for (int x : r.in) {
        if (x < 0) continue;
        if (of_elements_[x] != 0 && !sums) of_elements_[j] = 1;
        if (late_[x] != 0) late_[j] = 1;
      }
    }
  }

  constexpr builder run() {
    for (int j = 0; j < steps_; ++j)
      if (late_[j] == 0) make_numbers(j);
    for (int j = 0; j < steps_; ++j)
      for (int x : rule_[j].in)
        if (x >= 0 && of_elements_[j] != 0 && late_[x] == 0) convert_numbers(x);
    list<int> fresh(from_.size(), -1);
    for (int i = 0; i < from_.size(); ++i) {
      node n = from_[i];
      for (int k = 0; k < 3 && n.in[k] >= 0; ++k) n.in[k] = fresh[n.in[k]];
      fresh[i] = to_.add(n);
    }
    const int results = from_.results.size() - count_;
    for (int p = 0; p < count_; ++p) {
      weight_[p] = to_.read(leaf_of_[p]);
      gradient_[p] = fresh[from_.results[results + p]];
    }
    for (int j = 0; j < steps_; ++j)
      if (late_[j] != 0) make_late(j);
    for (int p = 0; p < count_; ++p) assign(weight_[p], made(p, rule_.results[0]));
    for (int r = 0; r < results; ++r) {
      int x = fresh[from_.results[r]];
      if (is_written_leaf(to_, x)) x = emit(code_of<stop_gradient_op>, to_.of(x)).id;
      to_.results.push_back(x);
    }
    return std::move(to_);
  }

 private:
  graph_view from_, rule_;
  view<int> leaf_of_;  ///< of the trained parameters
  parameter_groups groups_;
  int steps_, count_;
  builder to_;
  list<int> made_;               ///< per parameter and node of the rule
  list<int> weight_, gradient_;  ///< per parameter
  list<char> of_elements_;       ///< has the parameter's shape and type
  list<char>
      late_;  ///< is made of elements, or of a sum over them; the others are numbers of the step

  constexpr int& made(int p, int j) { return made_[p * steps_ + j]; }
  constexpr node& trained(int p) { return to_.nodes[weight_[p]]; }

  /// Options, and states that are one number, are one leaf each for all parameters of a group.
  static constexpr bool is_number(const leaf& l) {
    return l.kind == leaf_kind::option || (l.kind == leaf_kind::state && l.type == setting_element);
  }
  /// (The step's number may be there already.)
  constexpr int number_leaf(const leaf& l, int group) {
    for (int known = 0; known < to_.leaves.size(); ++known) {
      const leaf& k = to_.leaves[known];
      if (k.kind == l.kind && k.tag == l.tag && k.name == l.name && k.group == group && k.owner < 0)
        return known;
    }
    to_.leaves.push_back(l);
    to_.leaves.back().group = group;
    return to_.leaves.size() - 1;
  }
  constexpr int group_of(int p, const leaf& number) const {
    return groups_.of == nullptr ? 0
                                 : groups_.of(from_, from_.leaves[leaf_of_[p]],
                                              number.kind == leaf_kind::option ? number.name : "");
  }

  /// A node of the rule that is a number of the step, or one such number for each group.
  constexpr void make_numbers(int j) {
    const node& r = rule_[j];
    if (is<leaf_op>(r)) {
      list<int> number_of_group(groups_.count, -1);
      for (int p = 0; p < count_; ++p) {
        const leaf& number = rule_.leaves[leaf_of(r)];
        const int group = group_of(p, number);
        int& known = number_of_group[group];
        if (known < 0) known = to_.read(number_leaf(number, group));
        made(p, j) = known;
      }
      return;
    }
    for (int p = 0; p < count_; ++p) {
      bool like_last = p > 0;
      for (int k = 0; k < 3 && like_last; ++k)
        like_last = r.in[k] < 0 || made(p, r.in[k]) == made(p - 1, r.in[k]);
      made(p, j) = like_last ? made(p - 1, j) : emitted(p, r);
    }
  }

  /// Numbers in the types of the elements that they meet.
  constexpr void convert_numbers(int j) {
    int last = -1;
    element last_type{};
    for (int p = 0; p < count_; ++p) {
      const element type = from_.leaves[leaf_of_[p]].type;
      const int x = made(p, j);
      if ((x == last && type == last_type) || to_[x].type == element::weak) continue;
      static_cast<void>(converted(to_.of(x), type));
      last = x;
      last_type = type;
    }
  }

  /// A node of the rule on operands of any shapes.
  constexpr int emitted(int p, const node& r) {
    if (is<constant_op>(r)) return to_.constant(number_of(r));
    fixed<int, 3> in{-1, -1, -1};
    for (int k = 0; k < 3; ++k)
      if (r.in[k] >= 0) in[k] = made(p, r.in[k]);
    return to_.emit(r.op, in, r.attr, {}, is<convert_op>(r) ? r.type : element::weak);
  }

  constexpr void make_late(int j) {
    const node& r = rule_[j];
    if (is<global_sum_op>(r)) {
      value total = to_.of(made(0, r.in[0]));
      for (int p = 1; p < count_; ++p) total = total + to_.of(made(p, r.in[0]));
      for (int p = 0; p < count_; ++p) made(p, j) = total.id;
    } else if (is<leaf_op>(r)) {
      make_leaves(j, leaf_of(r));
    } else if (kind_of(r) == op_kind::reduction) {
      for (int p = 0; p < count_; ++p) {
        const value x = to_.of(made(p, r.in[0]));
        made(p, j) = x.shape().rank == 0
                         ? x.id
                         : ir::reshape_to(emit(r.op, x, all_axes(x).packed()), dims{}).id;
      }
    } else if (is<assign_op>(r)) {
      for (int p = 0; p < count_; ++p)
        made(p, j) = of_elements_[r.in[0]] != 0 ? assign(made(p, r.in[0]), made(p, r.in[1]))
                                                : assign_number(made(p, r.in[0]), made(p, r.in[1]));
    } else {
      for (int p = 0; p < count_; ++p)
        made(p, j) = of_elements_[j] != 0 ? elementwise(p, r) : emitted(p, r);
    }
  }

  /// The parameter, its gradient, or a state of its own.
  constexpr void make_leaves(int j, int which) {
    for (int p = 0; p < count_; ++p) {
      if (which < 2) {
        made(p, j) = which == 0 ? weight_[p] : gradient_[p];
        continue;
      }
      leaf own = rule_.leaves[which];
      own.shape = trained(p).shape;
      own.type = trained(p).type;
      own.owner = leaf_of_[p];
      to_.leaves.push_back(own);
      made(p, j) = to_.read(to_.leaves.size() - 1);
    }
  }

  /// An op on a parameter's elements; numbers meet them in their type, so the rule's own conversions do nothing. (No
  /// shapes, types and equals to find out: most nodes of a step are such.)
  constexpr int elementwise(int p, const node& r) {
    node n = r;
    n.shape = trained(p).shape;
    n.type = trained(p).type;
    if (is<convert_op>(r) && of_elements_[r.in[0]] != 0) return made(p, r.in[0]);
    for (int k = 0; k < 3; ++k) {
      if (r.in[k] < 0) continue;
      int x = made(p, r.in[k]);
      const element type = to_[x].type;
      if (of_elements_[r.in[k]] == 0 && type != n.type && type != element::weak)
        x = converted(to_.of(x), n.type).id;
      n.in[k] = x;
    }
    n.again = -1;
    return to_.append(n);
  }

  static constexpr fold_of_axes::attributes all_axes(value x) {
    return {.axes = (1 << x.shape().rank) - 1};
  }
  constexpr int assign(int leaf, int x) {
    const node& w = to_[leaf];
    const element type = w.type;
    const dims shape = w.shape;
    return to_.emit(code_of<assign_op>,
                    {leaf, broadcast_to(converted(to_.of(x), type), shape).id, -1});
  }
  /// (once for all of a group: the builder finds the equal one)
  constexpr int assign_number(int leaf, int x) {
    return to_.emit(code_of<assign_op>, {leaf, converted(to_.of(x), setting_element).id, -1});
  }
};

}  // namespace detail

/// An optimiser's rule as a graph on scalars: leaf 0 is the parameter, leaf 1 its gradient, states and
/// options follow; result 0 is the parameter's new value; assignments write the states.
///
/// Adds to a step, whose last results are the gradients of the leaves `trained`, the rule, made again for each of them
/// with its shape.
///
/// Before   step = tidy(…); verify_graph of both is empty
/// After    an assignment for each such parameter and its states; `global_sum` is answered; the gradients are results no
///          more; the step's numbers come first, otherwise nodes keep their order
/// Cost     O(nodes + rule nodes · parameters)
/// Rule     scalars made of options keep their type until they meet a parameter's elements; a state of that type is such a
///          scalar too, one for all parameters of a group
constexpr builder apply_updates(graph_view step, view<int> trained, graph_view rule,
                                parameter_groups groups = {}) {
  return detail::update_writer(step, trained, rule, groups).run();
}

}  // namespace tapeless::passes
