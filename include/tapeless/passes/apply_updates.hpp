// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

#include <tapeless/ir/builder.hpp>

namespace tapeless {

/// Parameters in groups, each with options of its own: which group's option a parameter reads; its own group for "".
struct parameter_groups {
  int count = 1;
  int (*of)(graph_view g, const leaf& parameter, std::string_view option) = nullptr;
};

/// An optimiser's rule as a graph on scalars: leaf 0 is the parameter, leaf 1 its gradient, states and
/// options follow; result 0 is the parameter's new value; assignments write the states.
///
/// Adds to a graph with a loss (its first result): the gradient of every parameter the loss is made of,
/// and the rule, made again for each parameter with its shape.
///
/// Before   verify_graph of both is empty; the loss has one element
/// After    an assignment for each such parameter and its states; `global_sum` is answered
/// Cost     O(nodes + rule nodes · parameters)
/// Rule     scalars made of options stay float64 until they meet a parameter's elements; a state of float64 is such a
///          scalar too, one for all parameters of a group
constexpr builder apply_updates(graph_view from, graph_view rule, parameter_groups groups = {}) {
  builder to(from);
  for (const node& n : from.nodes) to.add(n);
  to.results = list<int>(from.results);
  const int loss = to.results[0];

  list<char> used(from.nodes.size());
  used[loss] = 1;
  list<int> trained;  // nodes that read parameters, in order of leaves
  for (int i = loss + 1; i-- > 0;)
    if (used[i] != 0)
      for (int x : from.nodes[i].in)
        if (x >= 0) used[x] = 1;
  for (int i = 0; i < from.nodes.size(); ++i)
    if (used[i] != 0 && is<leaf_op>(from.nodes[i]) &&
        from.leaves[from.nodes[i].attr.first].kind == leaf_kind::parameter)
      trained.push_back(i);

  // options, and states that are one number, are one leaf each for all parameters (of a group); the step's number may
  // be there already
  const auto is_number = [&](const leaf& l) {
    return l.kind == leaf_kind::option ||
           (l.kind == leaf_kind::state && l.type == element::float64);
  };
  const auto number_leaf = [&](const leaf& l, int group) {
    for (int known = 0; known < to.leaves.size(); ++known) {
      const leaf& k = to.leaves[known];
      if (k.kind == l.kind && k.name == l.name && k.group == group && k.owner < 0) return known;
    }
    to.leaves.push_back(l);
    to.leaves[to.leaves.size() - 1].group = group;
    return to.leaves.size() - 1;
  };

  const int count = trained.size(), steps = rule.nodes.size();
  list<int> made(count * steps, -1);
  list<char> of_elements(
      steps, 0);  // made of the parameter, gradient or state: has the parameter's shape and type
  for (int j = 0; j < steps; ++j) {
    const node& r = rule.nodes[j];
    if (is<leaf_op>(r)) of_elements[j] = is_number(rule.leaves[r.attr.first]) ? 0 : 1;
    const bool folds = facts_of(r.op).kind == op_kind::reduction;
    if (!folds && !is<global_sum_op>(r))
      for (int x : r.in)
        if (x >= 0 && of_elements[x] != 0) of_elements[j] = 1;
    value total{};
    list<int> number_of_group(groups.count, -1);
    for (int p = 0; p < count; ++p) {
      const node& w = from.nodes[trained[p]];
      auto operand = [&](int x) { return to.of(made[p * steps + x]); };
      int& id = made[p * steps + j];
      if (is<leaf_op>(r)) {
        const int l = r.attr.first;
        if (l == 0) {
          id = trained[p];
        } else if (l == 1) {
          id = to.emit(code_of<gradient_op>, {loss, trained[p], -1});
        } else if (is_number(rule.leaves[l])) {
          const leaf& number = rule.leaves[l];
          const int group = groups.of == nullptr
                                ? 0
                                : groups.of(from, from.leaves[w.attr.first],
                                            number.kind == leaf_kind::option ? number.name : "");
          int& known = number_of_group[group];
          if (known < 0) known = to.read(number_leaf(number, group));
          id = known;
        } else {
          leaf own = rule.leaves[l];
          own.shape = w.shape;
          own.type = w.type;
          own.owner = w.attr.first;
          to.leaves.push_back(own);
          id = to.read(to.leaves.size() - 1);
        }
      } else if (is<global_sum_op>(r)) {
        const value x = operand(r.in[0]);
        total = p == 0 ? x : total + x;
      } else if (folds) {
        const value x = operand(r.in[0]);
        id = x.shape().rank == 0
                 ? x.id
                 : ir::reshape_to(emit(r.op, x, {.axis = (1 << x.shape().rank) - 1}), dims{}).id;
      } else if (is<assign_op>(r) && of_elements[r.in[0]] == 0) {  // once for all of a group
        const value number = operand(r.in[0]);
        int& known = number_of_group[to.leaves[to[number.id].attr.first].group];
        if (known < 0)
          known = to.emit(r.op, {number.id, converted(operand(r.in[1]), element::float64).id, -1});
        id = known;
      } else if (is<assign_op>(r)) {
        const value y = broadcast_to(converted(operand(r.in[1]), w.type), w.shape);
        id = to.emit(r.op, {operand(r.in[0]).id, y.id, -1});
      } else {
        fixed<int, 3> in{-1, -1, -1};
        for (int k = 0; k < 3; ++k) {
          if (r.in[k] < 0) continue;
          value x = operand(r.in[k]);
          if (of_elements[j] != 0 && of_elements[r.in[k]] == 0 && x.type() != element::weak)
            x = converted(x, w.type);
          in[k] = x.id;
        }
        id = is<constant_op>(r)
                 ? to.constant(r.attr.value)
                 : to.emit(r.op, in, r.attr, {}, is<convert_op>(r) ? r.type : element::weak);
      }
    }
    if (is<global_sum_op>(r))
      for (int p = 0; p < count; ++p) made[p * steps + j] = total.id;
  }
  for (int p = 0; p < count; ++p) {
    const node& w = from.nodes[trained[p]];
    const value fresh = to.of(made[p * steps + rule.results[0]]);
    to.emit(code_of<assign_op>,
            {trained[p], broadcast_to(converted(fresh, w.type), w.shape).id, -1});
  }
  return to;
}

}  // namespace tapeless
