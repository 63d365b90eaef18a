// SPDX-License-Identifier: BSL-1.0
//
// What a graph means, said as plainly as possible: every node in double, element by element, in the order
// of the graph. Slow, and independent of fusion, plans and kernels; programs are compared with it.
//
//   reference::memory leaves(g);                        // zeros for every leaf
//   leaves[0] = {1, 2, 3};
//   const auto values = reference::run(g, leaves);      // one per node; assignments change `leaves`
//
// Random numbers are not modelled: a graph with `random` is refused.

#ifndef TAPELESS_TESTS_REFERENCE_HPP
#define TAPELESS_TESTS_REFERENCE_HPP

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/passes/look/regions.hpp>

#include "elements.hpp"

namespace reference {

using numbers = std::vector<double>;
using index = std::array<int, tapeless::max_rank>;

/// The elements of all leaves, in the order of the graph's list.
struct memory : std::vector<numbers> {
  memory() = default;
  explicit memory(tapeless::ir::graph_view g) {
    for (const tapeless::ir::leaf& l : g.leaves)
      emplace_back(static_cast<std::size_t>(l.shape.count()));
  }
};

/// Calls f(index, place) for every element of a shape, in row-major order.
template <class F>
void for_each_element(const tapeless::dims& d, F f) {
  index at{};
  const std::size_t count = static_cast<std::size_t>(d.count());
  for (std::size_t place = 0; place < count; ++place) {
    f(std::as_const(at), place);
    for (int axis = d.rank; axis-- > 0;) {
      if (++at[static_cast<std::size_t>(axis)] < d[axis]) break;
      at[static_cast<std::size_t>(axis)] = 0;
    }
  }
}

/// The row-major place of an index of `rank` axes in a value of shape d, which broadcasts to them.
inline std::size_t place_of(const index& at, int rank, const tapeless::dims& d) {
  std::size_t place = 0;
  for (int axis = 0; axis < d.rank; ++axis) {
    const int i = at[static_cast<std::size_t>(axis + rank - d.rank)];
    place =
        place * static_cast<std::size_t>(d[axis]) + static_cast<std::size_t>(d[axis] == 1 ? 0 : i);
  }
  return place;
}

inline double elementwise(std::string_view op, double a, double b, double c) {
  const bool nan = std::isnan(a) || std::isnan(b);
  if (op == "neg") return -a;
  if (op == "abs") return std::abs(a);
  if (op == "sign") return std::isnan(a) ? a : static_cast<double>((a > 0) - (a < 0));
  if (op == "exp") return std::exp(a);
  if (op == "expm1") return std::expm1(a);
  if (op == "log") return std::log(a);
  if (op == "log1p") return std::log1p(a);
  if (op == "sqrt") return std::sqrt(a);
  if (op == "rsqrt") return 1 / std::sqrt(a);
  if (op == "reciprocal") return 1 / a;
  if (op == "tanh") return std::tanh(a);
  if (op == "logistic") return 1 / (1 + std::exp(-a));
  if (op == "erf") return std::erf(a);
  if (op == "sin") return std::sin(a);
  if (op == "cos") return std::cos(a);
  if (op == "relu") return std::isnan(a) ? a : std::max(a, 0.0);
  if (op == "floor") return std::floor(a);
  if (op == "ceil") return std::ceil(a);
  if (op == "trunc") return std::trunc(a);
  if (op == "round") return std::nearbyint(a);
  if (op == "is_nan") return std::isnan(a) ? 1 : 0;
  if (op == "stop_gradient" || op == "convert") return a;
  if (op == "add") return a + b;
  if (op == "sub") return a - b;
  if (op == "mul") return a * b;
  if (op == "div") return a / b;
  if (op == "pow") return std::pow(a, b);
  if (op == "maximum") return nan ? a + b : std::max(a, b);
  if (op == "minimum") return nan ? a + b : std::min(a, b);
  if (op == "equal") return a == b ? 1 : 0;
  if (op == "not_equal") return a != b ? 1 : 0;
  if (op == "less") return a < b ? 1 : 0;
  if (op == "less_equal") return a <= b ? 1 : 0;
  if (op == "select") return a != 0 ? b : c;
  if (op == "fma") return a * b + c;
  if (op == "fnma") return c - a * b;
  throw std::logic_error("reference: no meaning for " + std::string{op});
}

namespace part {

struct step {
  const tapeless::ir::node& n;
  std::array<const numbers*, 3> x{};
  std::array<tapeless::dims, 3> shape{};

  int rank() const { return n.shape.rank; }
  double element(int k, const index& at, int of_rank) const {
    const auto i = static_cast<std::size_t>(k);
    return (*x[i])[place_of(at, of_rank, shape[i])];
  }
  int clamped(double i, int size) const { return std::clamp(static_cast<int>(i), 0, size - 1); }
};

inline numbers contract(const step& s) {
  numbers y(static_cast<std::size_t>(s.n.shape.count()));
  const std::size_t rank = static_cast<std::size_t>(s.rank());
  const int depth = s.shape[0][s.shape[0].rank - 1];
  for_each_element(s.n.shape, [&](const index& at, std::size_t place) {
    index left = at, right = at;
    for (int k = 0; k < depth; ++k) {
      left[rank - 1] = k;
      right[rank - 2] = k;
      y[place] += s.element(0, left, s.rank()) * s.element(1, right, s.rank());
    }
  });
  return y;
}

/// Convolution, and its gradient by the weight, as the sums over all that meet: n, p, k, g, c, o.
inline numbers convolve(const step& s, bool filter) {
  const tapeless::dims &x = s.shape[0], &y = filter ? s.shape[1] : s.n.shape,
                       &w = filter ? s.n.shape : s.shape[1];
  numbers out(static_cast<std::size_t>(s.n.shape.count()));
  const int spatial = x.rank - 3;
  const auto group = static_cast<std::size_t>(spatial) + 1;
  tapeless::dims window = w;
  window.rank = spatial;
  for (int i = spatial; i < tapeless::max_rank; ++i) window[i] = 1;
  for_each_element(y, [&](const index& at, std::size_t place) {
    for_each_element(window, [&](const index& k, std::size_t) {
      index from = at, of_w = k;
      for (int i = 0; i < spatial; ++i)
        from[static_cast<std::size_t>(i) + 1] =
            at[static_cast<std::size_t>(i) + 1] * tapeless::ops::packed_step(s.n.attr.first, i) +
            k[static_cast<std::size_t>(i)] * tapeless::ops::packed_step(s.n.attr.second, i);
      of_w[group - 1] = at[group];
      of_w[group + 1] = at[group + 1];
      for (int c = 0; c < x[x.rank - 1]; ++c) {
        from[group + 1] = of_w[group] = c;
        const double in = s.element(0, from, x.rank);
        const std::size_t weight = place_of(of_w, w.rank, w);
        if (filter)
          out[weight] += in * (*s.x[1])[place];
        else
          out[place] += in * (*s.x[1])[weight];
      }
    });
  });
  return out;
}

inline numbers reduce(const step& s, std::string_view op) {
  const double infinity = std::numeric_limits<double>::infinity();
  const bool sum = op == "reduce_sum", max = op == "reduce_max";
  numbers y(static_cast<std::size_t>(s.n.shape.count()), sum ? 0 : max ? -infinity : infinity);
  for_each_element(s.shape[0], [&](const index& at, std::size_t place) {
    double& folded = y[place_of(at, s.shape[0].rank, s.n.shape)];
    folded = elementwise(sum ? "add" : max ? "maximum" : "minimum", folded, (*s.x[0])[place], 0);
  });
  return y;
}

/// Where the element at `at` of a gather's result stands: its index operand, and the other operand.
struct picked {
  index of_indices{}, of_data{};
};
inline picked pick(const step& s, const index& at, int axis) {
  picked p;
  const int index_rank = s.shape[1].rank;
  for (int i = 0; i < index_rank; ++i)
    p.of_indices[static_cast<std::size_t>(i)] = at[static_cast<std::size_t>(axis + i)];
  for (int i = 0; i < axis; ++i)
    p.of_data[static_cast<std::size_t>(i)] = at[static_cast<std::size_t>(i)];
  for (int i = axis + index_rank; i < tapeless::max_rank; ++i) {
    const int to = i - index_rank + 1;
    if (to < tapeless::max_rank)
      p.of_data[static_cast<std::size_t>(to)] = at[static_cast<std::size_t>(i)];
  }
  return p;
}

/// A leaf with slices put at indices.
inline numbers put_at(const step& s) {
  const tapeless::dims& d = s.shape[0];
  step slices{s.n};
  for (std::size_t k : {0u, 1u}) {
    slices.x[k] = s.x[k + 1];
    slices.shape[k] = s.shape[k + 1];
  }
  numbers y = *s.x[0];
  for_each_element(slices.shape[0], [&](const index& at, std::size_t place) {
    picked p = pick(slices, at, s.n.attr.axis);
    p.of_data[static_cast<std::size_t>(s.n.attr.axis)] =
        slices.clamped(slices.element(1, p.of_indices, slices.shape[1].rank), d[s.n.attr.axis]);
    y[place_of(p.of_data, d.rank, d)] = (*slices.x[0])[place];
  });
  return y;
}

inline numbers movement(const step& s, std::string_view op) {
  const tapeless::ops::attributes& a = s.n.attr;
  const tapeless::dims& d = s.n.shape;
  const std::size_t axis = static_cast<std::size_t>(a.axis);
  numbers y(static_cast<std::size_t>(d.count()), op == "pad" ? a.value : 0.0);
  if (op == "reshape") return *s.x[0];
  if (op == "pad" || op == "scatter_add" || op == "overlap_add") {
    for_each_element(s.shape[0], [&](const index& at, std::size_t place) {
      index to = at;
      if (op == "pad") {
        to[axis] = a.first + at[axis] * (a.second + 1);
        y[place_of(to, d.rank, d)] = (*s.x[0])[place];
      } else if (op == "overlap_add") {
        to[axis] = at[axis] * a.first + at[axis + 1] * a.second;
        for (std::size_t i = axis + 1; i + 1 < at.size(); ++i) to[i] = at[i + 1];
        y[place_of(to, d.rank, d)] += (*s.x[0])[place];
      } else {
        picked p = pick(s, at, a.axis);
        p.of_data[axis] = s.clamped(s.element(1, p.of_indices, s.shape[1].rank), d[a.axis]);
        y[place_of(p.of_data, d.rank, d)] += (*s.x[0])[place];
      }
    });
    return y;
  }
  for_each_element(d, [&](const index& at, std::size_t place) {
    index from = at;
    int operand = 0;
    if (op == "permute") {
      for (int i = 0; i < d.rank; ++i)
        from[static_cast<std::size_t>(tapeless::ops::permute_op::source_axis(a.axis, i))] =
            at[static_cast<std::size_t>(i)];
    } else if (op == "slice") {
      from[axis] = a.first + at[axis] * a.second;
    } else if (op == "reverse") {
      for (int i = 0; i < d.rank; ++i)
        if (tapeless::has_axis(a.axis, i))
          from[static_cast<std::size_t>(i)] = d[i] - 1 - at[static_cast<std::size_t>(i)];
    } else if (op == "windows") {
      from[axis] = at[axis] * a.first + at[axis + 1] * a.second;
      for (std::size_t i = axis + 1; i + 1 < at.size(); ++i) from[i] = at[i + 1];
      y[place] = s.element(0, from, d.rank - 1);
      return;
    } else if (op == "concat") {
      operand = at[axis] < s.shape[0][a.axis] ? 0 : 1;
      if (operand == 1) from[axis] -= s.shape[0][a.axis];
    } else if (op == "gather") {
      picked p = pick(s, at, a.axis);
      p.of_data[axis] = s.clamped(s.element(1, p.of_indices, s.shape[1].rank), s.shape[0][a.axis]);
      y[place] = s.element(0, p.of_data, s.shape[0].rank);
      return;
    } else if (op != "broadcast") {
      throw std::logic_error("reference: no meaning for " + std::string{op});
    }
    y[place] = s.element(operand, from, d.rank);
  });
  return y;
}

}  // namespace part

namespace part {

/// Reads a graph node by node; the nodes of a region again in every iteration.
class reader {
 public:
  reader(tapeless::ir::graph_view graph, memory& given)
      : g(graph),
        leaves(given),
        region(tapeless::passes::regions_of(graph)),
        order(tapeless::passes::running_order(graph, tapeless::core::list<char>(graph.size(), 1))),
        iteration(static_cast<std::size_t>(graph.regions.size())),
        values(static_cast<std::size_t>(graph.size())) {}

  std::vector<numbers> run() {
    run(0, order.size(), -1);
    for (int id = 0; id < g.size(); ++id)
      if (tapeless::ir::is<tapeless::ops::assign_op>(g[id]) ||
          tapeless::ir::is<tapeless::ops::put_at_op>(g[id]))
        leaves[static_cast<std::size_t>(g[g[id].in[0]].attr.first)] = of(id);
    return std::move(values);
  }

 private:
  tapeless::ir::graph_view g;
  memory& leaves;
  tapeless::core::list<int> region, order;
  std::vector<std::size_t> iteration;
  std::vector<numbers> values;

  numbers& of(int id) { return values[static_cast<std::size_t>(id)]; }

  /// The nodes order[first, last), in one iteration of a region.
  void run(int first, int last, int here) {
    for (int at = first; at < last;) {
      const int id = order[at];
      int inner = region[id];
      if (inner == here) {
        compute(id);
        ++at;
        continue;
      }
      while (g.regions[inner].parent != here) inner = g.regions[inner].parent;
      int end = at;
      while (end < last && tapeless::ir::is_within(g.regions, region[order[end]], inner)) ++end;
      repeat(at, end, inner);
      at = end;
    }
  }
  void repeat(int first, int last, int r) {
    const tapeless::ir::region& loop = g.regions[r];
    for (int id = 0; id < g.size(); ++id)
      if (tapeless::ir::is<tapeless::ops::stack_op>(g[id]) && g[id].attr.first == r)
        of(id).assign(static_cast<std::size_t>(g[id].shape.count()), 0.0);
    for (int i = 0; i < loop.length; ++i) {
      const int t = loop.reverse ? loop.length - 1 - i : i;
      iteration[static_cast<std::size_t>(r)] = static_cast<std::size_t>(t);
      if (i == 0)
        for (int k = first; k < last; ++k)
          if (carries(order[k], r)) of(order[k]) = of(g[order[k]].in[0]);
      run(first, last, r);
      std::vector<std::pair<int, numbers>> next;
      for (int k = first; k < last; ++k)
        if (const tapeless::ir::node& n = g[order[k]];
            tapeless::ir::is<tapeless::ops::advance_op>(n) && n.attr.first == r)
          next.emplace_back(n.in[0], of(n.in[1]));
      for (int id = 0; id < g.size(); ++id)
        if (const tapeless::ir::node& n = g[id];
            tapeless::ir::is<tapeless::ops::stack_op>(n) && n.attr.first == r) {
          const numbers& one = of(n.in[0]);
          std::copy(one.begin(), one.end(),
                    of(id).begin() + static_cast<std::ptrdiff_t>(one.size()) * t);
        }
      for (auto& [carry, value] : next) of(carry) = std::move(value);
    }
  }
  bool carries(int id, int r) const {
    return tapeless::ir::is<tapeless::ops::carry_op>(g[id]) && g[id].attr.first == r;
  }

  void compute(int id) {
    using tapeless::ops::op_kind;
    const tapeless::ir::node& n = g[id];
    const tapeless::ops::op_facts& facts = tapeless::ops::facts_of(n.op);
    step s{n};
    for (std::size_t k = 0; k < 3; ++k)
      if (n.in[k] >= 0) {
        s.x[k] = &of(n.in[k]);
        s.shape[k] = g[n.in[k]].shape;
      }
    numbers y(static_cast<std::size_t>(n.shape.count()));
    if (tapeless::ir::is<tapeless::ops::leaf_op>(n)) {
      y = leaves.at(static_cast<std::size_t>(n.attr.first));
    } else if (tapeless::ir::is<tapeless::ops::constant_op>(n)) {
      y[0] = n.attr.value;
    } else if (tapeless::ir::is<tapeless::ops::iota_op>(n)) {
      for_each_element(n.shape, [&](const index& at, std::size_t place) {
        y[place] = at[static_cast<std::size_t>(n.attr.axis)];
      });
    } else if (facts.kind == op_kind::elementwise) {
      for_each_element(n.shape, [&](const index& at, std::size_t place) {
        double x[3]{};
        for (int k = 0; k < facts.arity; ++k) x[k] = s.element(k, at, n.shape.rank);
        y[place] = elementwise(facts.name, x[0], x[1], x[2]);
        if (tapeless::is_integer(n.type) || tapeless::ir::is<tapeless::ops::convert_op>(n))
          y[place] = elements::rounded(n.type, y[place]);
      });
    } else if (facts.kind == op_kind::reduction) {
      y = reduce(s, facts.name);
    } else if (facts.kind == op_kind::contraction) {
      y = tapeless::ir::is<tapeless::ops::contract_op>(n)
              ? contract(s)
              : convolve(s, tapeless::ir::is<tapeless::ops::convolve_filter_op>(n));
    } else if (tapeless::ir::is<tapeless::ops::assign_op>(n) ||
               tapeless::ir::is<tapeless::ops::advance_op>(n)) {
      y = *s.x[1];
    } else if (tapeless::ir::is<tapeless::ops::each_op>(n)) {
      const auto from =
          s.x[0]->begin() +
          static_cast<std::ptrdiff_t>(iteration[static_cast<std::size_t>(n.attr.first)] * y.size());
      y.assign(from, from + static_cast<std::ptrdiff_t>(y.size()));
    } else if (tapeless::ir::is<tapeless::ops::carry_op>(n) ||
               tapeless::ir::is<tapeless::ops::stack_op>(n)) {
      return;  // set by `repeat`
    } else if (tapeless::ir::is<tapeless::ops::final_op>(n)) {
      y = of(g[n.in[0]].in[0]);
    } else if (tapeless::ir::is<tapeless::ops::put_at_op>(n)) {
      y = put_at(s);
    } else {
      y = movement(s, facts.name);
    }
    of(id) = std::move(y);
  }
};

}  // namespace part

/// The values of all nodes, those in regions from the last iteration. Assignments change `leaves` when all is computed.
inline std::vector<numbers> run(tapeless::ir::graph_view g, memory& leaves) {
  return part::reader(g, leaves).run();
}

/// The values of the results.
inline std::vector<numbers> results(tapeless::ir::graph_view g, memory leaves) {
  const std::vector<numbers> all = run(g, leaves);
  std::vector<numbers> out;
  for (int r : g.results) out.push_back(all[static_cast<std::size_t>(r)]);
  return out;
}

/// The greatest |a − b| / (1 + |b|); infinite where sizes differ, or NaNs or infinities stand elsewhere.
template <class A, class B>
double distance(const A& a, const B& b) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (a.size() != b.size()) return infinity;
  double greatest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = static_cast<double>(a[i]), y = static_cast<double>(b[i]);
    if (x == y || (std::isnan(x) && std::isnan(y))) continue;
    const double apart = std::abs(x - y) / (1 + std::abs(y));
    greatest = std::max(greatest, std::isnan(apart) ? infinity : apart);
  }
  return greatest;
}

}  // namespace reference

#endif
