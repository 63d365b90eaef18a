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
#include "plain_number.hpp"

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
  const auto steps = tapeless::ir::attributes_of<tapeless::ops::convolve_op>(s.n);
  const auto group = static_cast<std::size_t>(spatial) + 1;
  tapeless::dims window = w;
  window.rank = spatial;
  for (int i = spatial; i < tapeless::max_rank; ++i) window[i] = 1;
  for_each_element(y, [&](const index& at, std::size_t place) {
    for_each_element(window, [&](const index& k, std::size_t) {
      index from = at, of_w = k;
      for (int i = 0; i < spatial; ++i)
        from[static_cast<std::size_t>(i) + 1] =
            at[static_cast<std::size_t>(i) + 1] * steps.stride(i) +
            k[static_cast<std::size_t>(i)] * steps.dilation(i);
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

inline numbers reduce(const step& s) {
  const plain_number::meaning fold = plain_number::meaning_of(s.n.op);
  numbers y(static_cast<std::size_t>(s.n.shape.count()), plain_number::neutral(s.n.op));
  for_each_element(s.shape[0], [&](const index& at, std::size_t place) {
    double& folded = y[place_of(at, s.shape[0].rank, s.n.shape)];
    folded = fold(folded, (*s.x[0])[place], 0);
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
  const int axis = tapeless::ir::attributes_of<tapeless::ops::put_at_op>(s.n).axis;
  numbers y = *s.x[0];
  for_each_element(slices.shape[0], [&](const index& at, std::size_t place) {
    picked p = pick(slices, at, axis);
    p.of_data[static_cast<std::size_t>(axis)] =
        slices.clamped(slices.element(1, p.of_indices, slices.shape[1].rank), d[axis]);
    y[place_of(p.of_data, d.rank, d)] = (*slices.x[0])[place];
  });
  return y;
}

/// Elements elsewhere, op by op: what a view says of strides is checked against this.
inline numbers movement(const step& s) {
  using namespace tapeless::ops;
  using tapeless::ir::attributes_of;
  using tapeless::ir::is;
  const tapeless::dims& d = s.n.shape;
  numbers y(static_cast<std::size_t>(d.count()));
  const auto part_of = [](index& at, int axis) -> int& {
    return at[static_cast<std::size_t>(axis)];
  };
  // windows: axis and axis + 1 of `at` are an axis of `x`
  const auto inside_window = [&](index at, const windows_op::attributes& a) {
    part_of(at, a.axis) = part_of(at, a.axis) * a.stride + part_of(at, a.axis + 1) * a.dilation;
    for (std::size_t i = static_cast<std::size_t>(a.axis) + 1; i + 1 < at.size(); ++i)
      at[i] = at[i + 1];
    return at;
  };
  const auto picked_at = [&](const index& at, int axis, int size) {
    picked p = pick(s, at, axis);
    part_of(p.of_data, axis) = s.clamped(s.element(1, p.of_indices, s.shape[1].rank), size);
    return p.of_data;
  };
  // where each element of the operand goes
  const auto put = [&](auto place_in_y) {
    for_each_element(s.shape[0], [&](const index& at, std::size_t place) {
      y[place_of(place_in_y(at), d.rank, d)] += (*s.x[0])[place];
    });
    return y;
  };
  // where each element of the result comes from
  const auto take = [&](int rank, auto place_in_x) {
    for_each_element(d, [&](const index& at, std::size_t place) {
      y[place] = s.element(0, place_in_x(at), rank);
    });
    return y;
  };
  if (is<reshape_op>(s.n)) return *s.x[0];
  if (is<broadcast_op>(s.n)) return take(d.rank, [](index at) { return at; });
  if (is<pad_op>(s.n)) {
    const auto a = attributes_of<pad_op>(s.n);
    std::fill(y.begin(), y.end(), a.value);
    for_each_element(s.shape[0], [&](index at, std::size_t place) {
      part_of(at, a.axis) = a.before + part_of(at, a.axis) * (a.between + 1);
      y[place_of(at, d.rank, d)] = (*s.x[0])[place];
    });
    return y;
  }
  if (is<overlap_add_op>(s.n)) {
    const auto a = attributes_of<overlap_add_op>(s.n);
    return put([&](const index& at) { return inside_window(at, a); });
  }
  if (is<scatter_add_op>(s.n)) {
    const int axis = attributes_of<scatter_add_op>(s.n).axis;
    return put([&](const index& at) { return picked_at(at, axis, d[axis]); });
  }
  if (is<permute_op>(s.n)) {
    const auto a = attributes_of<permute_op>(s.n);
    return take(d.rank, [&](index at) {
      index from = at;
      for (int i = 0; i < d.rank; ++i) part_of(from, a.source(i)) = part_of(at, i);
      return from;
    });
  }
  if (is<slice_op>(s.n)) {
    const auto a = attributes_of<slice_op>(s.n);
    return take(d.rank, [&](index at) {
      part_of(at, a.axis) = a.first + part_of(at, a.axis) * a.step;
      return at;
    });
  }
  if (is<reverse_op>(s.n)) {
    const auto a = attributes_of<reverse_op>(s.n);
    return take(d.rank, [&](index at) {
      for (int i = 0; i < d.rank; ++i)
        if (tapeless::has_axis(a.axes, i)) part_of(at, i) = d[i] - 1 - part_of(at, i);
      return at;
    });
  }
  if (is<windows_op>(s.n)) {
    const auto a = attributes_of<windows_op>(s.n);
    return take(d.rank - 1, [&](const index& at) { return inside_window(at, a); });
  }
  if (is<concat_op>(s.n)) {
    const int axis = attributes_of<concat_op>(s.n).axis;
    for_each_element(d, [&](index at, std::size_t place) {
      const int first = s.shape[0][axis];
      const int operand = part_of(at, axis) < first ? 0 : 1;
      if (operand == 1) part_of(at, axis) -= first;
      y[place] = s.element(operand, at, d.rank);
    });
    return y;
  }
  if (is<gather_op>(s.n)) {
    const int axis = attributes_of<gather_op>(s.n).axis;
    return take(s.shape[0].rank,
                [&](const index& at) { return picked_at(at, axis, s.shape[0][axis]); });
  }
  // any other view: by its own rule, of an operand in row-major order
  const op_facts& facts = facts_of(s.n.op);
  if (facts.kind != op_kind::view)
    throw std::logic_error("reference: no meaning for " + std::string{facts.name});
  const place_of_value p = facts.place({own_place(0, s.shape[0]), s.shape[0], s.n.shape, s.n.attr});
  for_each_element(d, [&](const index& at, std::size_t place) {
    int from = p.start;
    for (int i = 0; i < d.rank; ++i) from += p.stride[i] * at[static_cast<std::size_t>(i)];
    y[place] = s.x[0]->at(static_cast<std::size_t>(from));
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
        leaves[static_cast<std::size_t>(tapeless::ir::leaf_of(g[g[id].in[0]]))] = of(id);
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
      if (tapeless::ir::is<tapeless::ops::stack_op>(g[id]) &&
          tapeless::ir::region_named(g[id]) == r)
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
            tapeless::ir::is<tapeless::ops::advance_op>(n) && tapeless::ir::region_named(n) == r)
          next.emplace_back(n.in[0], of(n.in[1]));
      for (int id = 0; id < g.size(); ++id)
        if (const tapeless::ir::node& n = g[id];
            tapeless::ir::is<tapeless::ops::stack_op>(n) && tapeless::ir::region_named(n) == r) {
          const numbers& one = of(n.in[0]);
          std::copy(one.begin(), one.end(),
                    of(id).begin() + static_cast<std::ptrdiff_t>(one.size()) * t);
        }
      for (auto& [carry, value] : next) of(carry) = std::move(value);
    }
  }
  bool carries(int id, int r) const {
    return tapeless::ir::is<tapeless::ops::carry_op>(g[id]) &&
           tapeless::ir::region_named(g[id]) == r;
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
      y = leaves.at(static_cast<std::size_t>(tapeless::ir::leaf_of(n)));
    } else if (tapeless::ir::is<tapeless::ops::constant_op>(n)) {
      y[0] = tapeless::ir::number_of(n);
    } else if (tapeless::ir::is<tapeless::ops::iota_op>(n)) {
      for_each_element(n.shape, [&](const index& at, std::size_t place) {
        y[place] = at[static_cast<std::size_t>(
            tapeless::ir::attributes_of<tapeless::ops::iota_op>(n).axis)];
      });
    } else if (facts.kind == op_kind::elementwise) {
      const plain_number::meaning of_op = plain_number::meaning_of(n.op);
      for_each_element(n.shape, [&](const index& at, std::size_t place) {
        double x[3]{};
        for (int k = 0; k < facts.arity; ++k) x[k] = s.element(k, at, n.shape.rank);
        y[place] = of_op(x[0], x[1], x[2]);
        if (tapeless::is_integer(n.type) || tapeless::ir::is<tapeless::ops::convert_op>(n))
          y[place] = elements::rounded(n.type, y[place]);
      });
    } else if (facts.kind == op_kind::reduction) {
      y = reduce(s);
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
          static_cast<std::ptrdiff_t>(
              iteration[static_cast<std::size_t>(tapeless::ir::region_named(n))] * y.size());
      y.assign(from, from + static_cast<std::ptrdiff_t>(y.size()));
    } else if (tapeless::ir::is<tapeless::ops::carry_op>(n) ||
               tapeless::ir::is<tapeless::ops::stack_op>(n)) {
      return;  // set by `repeat`
    } else if (tapeless::ir::is<tapeless::ops::final_op>(n)) {
      y = of(g[n.in[0]].in[0]);
    } else if (tapeless::ir::is<tapeless::ops::put_at_op>(n)) {
      y = put_at(s);
    } else {
      y = movement(s);
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
