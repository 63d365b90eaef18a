// SPDX-License-Identifier: BSL-1.0
//
// Runs a graph in double, node after node: slow, plain, and independent of kernels and plans. So the
// words of nn/ are tested as formulas before anything else can be wrong.
//
//   memory leaves{{"x", {1, 2}}, {"0.weight", {3, 4}}};      // by path, as print.hpp names them
//   const auto y = evaluate(trace<decltype(expression)>().graph.view(), leaves);   // one per result

#ifndef TAPELESS_TESTS_NN_EVALUATE_HPP
#define TAPELESS_TESTS_NN_EVALUATE_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/ir/print.hpp>
#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/trace/trace.hpp>

#include "plain_number.hpp"

namespace nn_test {

using numbers = std::vector<double>;
using memory = std::map<std::string, numbers, std::less<>>;

inline std::string path_of(tapeless::ir::graph_view g, const tapeless::ir::leaf& l) {
  tapeless::core::text<256> path;
  tapeless::ir::print_path(path, g, l);
  return std::string{path.view()};
}

/// Where element `place` of a value shaped `to` stands in an operand shaped `from`, by broadcasting.
inline std::size_t source(int place, const tapeless::dims& to, const tapeless::dims& from) {
  int found = 0, step = 1;
  for (int i = 0; i < to.rank; ++i) {
    const int axis = to.rank - 1 - i, index = place % to[axis], own = from.rank - 1 - i;
    place /= to[axis];
    if (own < 0) continue;
    if (from[own] != 1) found += index * step;
    step *= from[own];
  }
  return static_cast<std::size_t>(found);
}

/// The node's value from those of its operands.
inline numbers value_of(const tapeless::ir::node& n, const tapeless::dims (&shape)[3],
                        const numbers* const (&in)[3]) {
  using tapeless::ir::attributes_of;
  namespace ops = tapeless::ops;
  const std::string_view op = ops::facts_of(n.op).name;
  const tapeless::dims& to = n.shape;
  numbers out(static_cast<std::size_t>(to.count()));
  auto strides = [](const tapeless::dims& d) { return tapeless::row_major_strides(d); };
  auto at = [](int place) { return static_cast<std::size_t>(place); };
  if (op == "constant") {
    out[0] = tapeless::ir::number_of(n);
  } else if (op == "iota") {
    const int axis = attributes_of<ops::iota_op>(n).axis;
    for (int i = 0; i < to.count(); ++i) out[at(i)] = i / strides(to)[axis] % to[axis];
  } else if (op == "reshape") {
    out = *in[0];
  } else if (op == "broadcast") {
    for (int i = 0; i < to.count(); ++i) out[at(i)] = (*in[0])[source(i, to, shape[0])];
  } else if (op.starts_with("reduce_")) {
    std::fill(out.begin(), out.end(), plain_number::neutral(n.op));
    for (int i = 0; i < shape[0].count(); ++i) {
      double& folded = out[source(i, shape[0], to)];
      folded = plain_number::meaning_of(n.op)(folded, (*in[0])[at(i)], 0);
    }
  } else if (op == "contract") {
    const int rows = to[0], columns = to[1], inner = shape[0][1];
    if (to.rank != 2) throw std::logic_error("evaluate: contract of rank 2 only");
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j)
        for (int k = 0; k < inner; ++k)
          out[at(i * columns + j)] += (*in[0])[at(i * inner + k)] * (*in[1])[at(k * columns + j)];
  } else if (op == "permute" || op == "slice" || op == "concat") {
    const auto cut = attributes_of<ops::slice_op>(n);
    const int along = op == "concat" ? attributes_of<ops::concat_op>(n).axis : cut.axis;
    for (int i = 0; i < to.count(); ++i) {
      int place = 0, operand = 0;
      for (int axis = 0; axis < to.rank; ++axis) {
        int index = i / strides(to)[axis] % to[axis], from = axis;
        if (op == "permute") from = attributes_of<ops::permute_op>(n).source(axis);
        if (axis == along && op == "slice") index = cut.first + index * cut.step;
        if (axis == along && op == "concat" && index >= shape[0][axis])
          operand = 1, index -= shape[0][axis];
        if (operand == 0) place += index * strides(shape[0])[from];
      }
      if (operand == 1) {
        place = 0;
        for (int axis = 0; axis < to.rank; ++axis) {
          const int index = i / strides(to)[axis] % to[axis] - (axis == along ? shape[0][axis] : 0);
          place += index * strides(shape[1])[axis];
        }
      }
      out[at(i)] = (*in[operand])[at(place)];
    }
  } else if (op == "pad") {
    const auto a = attributes_of<ops::pad_op>(n);
    std::fill(out.begin(), out.end(), a.value);
    for (int i = 0; i < shape[0].count(); ++i) {
      int place = 0;
      for (int axis = 0; axis < to.rank; ++axis) {
        const int index = i / strides(shape[0])[axis] % shape[0][axis];
        const int moved = a.before + index * (a.between + 1);
        place += (axis == a.axis ? moved : index) * strides(to)[axis];
      }
      out[at(place)] = (*in[0])[at(i)];
    }
  } else if (op == "assign") {
    out = *in[1];
  } else {
    for (int i = 0; i < to.count(); ++i) {
      double x[3]{};
      for (int k = 0; k < 3; ++k)
        if (in[k] != nullptr) x[k] = (*in[k])[source(i, to, shape[k])];
      out[at(i)] = plain_number::meaning_of(n.op)(x[0], x[1], x[2]);
    }
  }
  return out;
}

/// The graph's results; assignments change `leaves`, which holds zeros for states not yet there.
inline std::vector<numbers> evaluate(tapeless::ir::graph_view g, memory& leaves) {
  std::vector<numbers> values;
  values.reserve(static_cast<std::size_t>(g.size()));
  memory written;
  for (int i = 0; i < g.size(); ++i) {
    const tapeless::ir::node& n = g[i];
    if (tapeless::ir::is<tapeless::ops::leaf_op>(n)) {
      const tapeless::ir::leaf& l = g.leaves[tapeless::ir::leaf_of(n)];
      const std::string path = path_of(g, l);
      if (l.kind == tapeless::leaf_kind::state)
        leaves.try_emplace(path, static_cast<std::size_t>(n.shape.count()));
      const auto found = leaves.find(path);
      if (found == leaves.end()) throw std::logic_error("evaluate: no value for " + path);
      if (found->second.size() != static_cast<std::size_t>(n.shape.count()))
        throw std::logic_error("evaluate: another size: " + path);
      values.push_back(found->second);
      continue;
    }
    tapeless::dims shape[3];
    const numbers* in[3]{};
    for (int k = 0; k < 3; ++k) {
      if (n.in[k] < 0) continue;
      shape[k] = g[n.in[k]].shape;
      in[k] = &values[static_cast<std::size_t>(n.in[k])];
    }
    values.push_back(value_of(n, shape, in));
    if (tapeless::ir::is<tapeless::ops::assign_op>(n))
      written[path_of(g, g.leaves[tapeless::ir::leaf_of(g[n.in[0]])])] = values.back();
  }
  for (auto& [path, value] : written) leaves[path] = value;
  std::vector<numbers> results;
  for (int i = 0; i < g.results.size(); ++i)
    results.push_back(values[static_cast<std::size_t>(g.results[i])]);
  return results;
}

/// Expressions, their gradients answered.
template <class... E>
std::vector<numbers> evaluate_all(memory leaves, bool training = false) {
  const auto traced = tapeless::trace::expressions<E...>(training);
  return evaluate(tapeless::passes::differentiate(traced.graph.view()).view(), leaves);
}

/// One expression.
template <class E>
numbers evaluate_one(E, const memory& leaves) {
  return evaluate_all<E>(leaves)[0];
}

}  // namespace nn_test

#endif
