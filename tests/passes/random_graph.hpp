// SPDX-License-Identifier: BSL-1.0
//
// Graphs that nobody would write: any op on any values, drawn from a seed.

#ifndef TAPELESS_TESTS_PASSES_RANDOM_GRAPH_HPP
#define TAPELESS_TESTS_PASSES_RANDOM_GRAPH_HPP

#include <cstdint>
#include <vector>

#include <tapeless/ir/builder.hpp>

#include "reference.hpp"

/// Numbers that are the same on every machine (SplitMix64).
class draw {
 public:
  explicit draw(std::uint64_t seed) : state(seed * 0x9E3779B97F4A7C15u + 1) {}
  int below(int n) { return static_cast<int>(bits() % static_cast<std::uint64_t>(n)); }
  bool one_in(int n) { return below(n) == 0; }
  double between(double low, double high) {
    return low + (high - low) * static_cast<double>(bits() >> 11) * 0x1.0p-53;
  }

 private:
  std::uint64_t state;
  std::uint64_t bits() {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
};

struct random_graph_options {
  int leaves = 4;
  int ops = 12;
  int assignments = 2;
  int gradients = 2;
  bool mixed_types = false;  ///< float32 leaves among the float64 ones
};

/// A graph with some results, gradients still questions, and assignments. Values stay in [-2, 2] or so.
class random_graph {
 public:
  using options = random_graph_options;

  random_graph(std::uint64_t seed, options o) : choose(seed), wanted(o) {
    for (int i = 0; i < o.leaves; ++i) add_leaf(some_shape(), tapeless::leaf_kind::parameter);
    indices_shape.rank = 1;
    indices_shape[0] = 3;
    add_leaf(indices_shape, tapeless::leaf_kind::input, tapeless::element::int32);
    indices = known.back();
    known.pop_back();
    for (int i = 0; i < o.ops; ++i) add_op();
    finish();
  }

  tapeless::ir::builder b;

  /// First values of the leaves, away from places where derivatives jump.
  reference::memory first_values() {
    reference::memory m(b.view());
    for (std::size_t l = 0; l < m.size(); ++l)
      for (double& x : m[l])
        x = b.leaves[static_cast<int>(l)].type == tapeless::element::int32 ? choose.below(4)
            : b.leaves[static_cast<int>(l)].type == tapeless::element::float32
                ? static_cast<double>(static_cast<float>(choose.between(-1, 1)))
                : choose.between(-1, 1);
    return m;
  }

 private:
  draw choose;
  options wanted;
  std::vector<int> known;  // values to use
  int indices = -1;
  tapeless::dims indices_shape{};

  static constexpr int most_elements = 160;

  tapeless::dims some_shape() {
    static constexpr int sizes[] = {1, 2, 3, 5, 4, 1, 7};
    tapeless::dims d;
    d.rank = choose.below(4);
    for (int i = 0; i < d.rank; ++i) d[i] = sizes[choose.below(7)];
    return d;
  }

  void add_leaf(const tapeless::dims& d, tapeless::leaf_kind kind,
                tapeless::element type = tapeless::element::float64) {
    if (wanted.mixed_types && type == tapeless::element::float64 && choose.one_in(2))
      type = tapeless::element::float32;
    tapeless::ir::leaf l;
    l.kind = kind;
    l.type = type;
    l.shape = d;
    l.name = "x";
    b.leaves.push_back(l);
    known.push_back(b.read(b.leaves.size() - 1));
  }

  tapeless::ir::value of(int id) { return b.of(id); }
  /// A value, more often a late one.
  tapeless::ir::value some() {
    const int n = static_cast<int>(known.size());
    const int i = std::max(choose.below(n), choose.below(n));
    return of(known[static_cast<std::size_t>(i)]);
  }
  /// A value that broadcasts with x, with a result of moderate size; x itself if none is found.
  tapeless::ir::value some_beside(tapeless::ir::value x) {
    for (int tries = 0; tries < 12; ++tries) {
      const tapeless::ir::value y = some();
      const tapeless::dims d = tapeless::broadcast(x.shape(), y.shape());
      if (d.rank >= 0 && d.rank <= 4 && d.count() <= most_elements) return y;
    }
    return choose.one_in(2) ? x : of(b.constant(choose.between(-1, 1)));
  }

  void add_op() {
    using namespace tapeless;
    using namespace tapeless::ir;
    using namespace tapeless::ops;
    namespace ir = tapeless::ir;
    const value x = some();
    const dims d = x.shape();
    value y = x;
    switch (choose.below(26)) {
      case 0: y = x + some_beside(x); break;
      case 1: y = x - some_beside(x); break;
      case 2: y = x * some_beside(x); break;
      case 3: y = ir::emit(code_of<maximum_op>, x, some_beside(x)); break;
      case 4: y = ir::emit(code_of<tanh_op>, x); break;
      case 5: y = ir::sin(x); break;
      case 6: y = -x; break;
      case 7: {
        const value other = some_beside(x);
        y = ir::select(ir::less(x, other), other, 1.5 * x);
        break;
      }
      case 8: y = choose.between(-1, 1) * x; break;
      case 9: y = ir::emit(code_of<logistic_op>, x) + x; break;
      case 10:
      case 11:
      case 12: {  // fold some axes
        if (d.rank == 0) return;
        const int axes = 1 + choose.below((1 << d.rank) - 1);
        const int op = choose.below(4);
        y = ir::emit(op == 0   ? code_of<reduce_max_op>
                     : op == 1 ? code_of<reduce_min_op>
                               : code_of<reduce_sum_op>,
                     x, {.axis = axes});
        if (op > 1) y = ir::emit(code_of<tanh_op>, y);
        break;
      }
      case 13: {  // other axes of the same elements
        if (d.rank < 2) return;
        dims to;
        if (choose.one_in(2)) {
          to = squeezed_or(d);
        } else {
          to.rank = d.rank - 1;
          for (int i = 0; i < to.rank; ++i) to[i] = d[i];
          to[to.rank - 1] *= d[d.rank - 1];
        }
        y = ir::reshape_to(x, to);
        break;
      }
      case 14: {  // reshaped in quite another way
        if (d.rank < 2) return;
        dims to = d;
        for (int i = 0; i < d.rank; ++i) to[i] = d[d.rank - 1 - i];
        y = ir::reshape_to(x, to);
        break;
      }
      case 15:
        if (d.rank < 2) return;
        y = ir::transposed(x);
        break;
      case 16: {
        dims to = d;
        if (d.rank >= 4) return;
        to.rank = d.rank + 1;
        for (int i = d.rank; i > 0; --i) to[i] = d[i - 1];
        to[0] = 2;
        if (to.count() > most_elements) return;
        y = ir::broadcast_to(x, to);
        break;
      }
      case 17: {
        if (d.rank == 0) return;
        const int axis = choose.below(d.rank);
        if (d[axis] < 3) {
          y = ir::reversed(x, 1 << axis);
          break;
        }
        dims to = d;
        const int step = 1 + choose.below(2), first = choose.below(2);
        to[axis] = (d[axis] - first + step - 1) / step;
        y = ir::sliced(x, to, {.axis = axis, .first = first, .step = step});
        break;
      }
      case 18: {
        if (d.rank == 0) return;
        const int axis = choose.below(d.rank), gap = choose.below(2);
        dims to = d;
        to[axis] = (d[axis] - 1) * (gap + 1) + 1 + 1 + choose.below(2);
        if (to.count() > most_elements) return;
        y = ir::padded(
            x, to,
            {.axis = axis, .before = 1, .between = gap, .value = choose.one_in(2) ? 0.5 : 0.0});
        break;
      }
      case 19: {
        if (d.rank == 0) return;
        const int axis = choose.below(d.rank);
        value z = some();
        for (int tries = 0; tries < 6; ++tries) {
          dims a = d, c = z.shape();
          if (a.rank == c.rank && axis < c.rank) {
            const int total = a[axis] + c[axis];
            a[axis] = c[axis] = 1;
            if (a == c && a.count() * total <= most_elements) {
              y = ir::joined(x, z, axis);
              break;
            }
          }
          z = tries < 3 ? some() : x;
        }
        break;
      }
      case 20: {  // product of matrices
        if (d.rank < 2) return;
        value z = choose.one_in(2) ? some() : x;
        if (z.shape().rank < 2) z = x;
        dims a = d, c = z.shape();
        if (a[a.rank - 1] != c[c.rank - 2]) {
          z = ir::transposed(z);
          c = z.shape();
        }
        if (a[a.rank - 1] != c[c.rank - 2]) return;
        a[a.rank - 2] = a[a.rank - 1] = c[c.rank - 2] = c[c.rank - 1] = 1;
        const dims batch = broadcast(a, c);
        if (batch.rank < 0 ||
            batch.count() * d[d.rank - 2] * z.shape()[z.shape().rank - 1] > most_elements)
          return;
        y = ir::emit(code_of<tanh_op>, ir::contract(x, z));
        break;
      }
      case 21: {
        if (d.rank == 0) return;
        const int axis = choose.below(d.rank);
        if (d.count() / d[axis] * 3 > most_elements) return;
        y = ir::gathered(x, of(indices), axis);
        if (choose.one_in(2)) y = ir::scattered(y, of(indices), d, axis);
        break;
      }
      case 22: {  // windows, plain or summed where they overlap
        if (d.rank == 0 || d.rank >= 4) return;
        const int axis = choose.below(d.rank), dilation = 1 + choose.below(2);
        const int k = 1 + choose.below((d[axis] - 1) / dilation + 1), stride = 1 + choose.below(3);
        const int p = (d[axis] - (k - 1) * dilation - 1) / stride + 1;
        const dims to = windows_op::split(d, axis, p, k);
        if (to.count() > most_elements) return;
        const windows_op::attributes at{axis, stride, dilation};
        y = ir::windowed(x, to, at);
        if (choose.one_in(2)) y = ir::overlapped(y, d, at);
        break;
      }
      case 23: {  // the greatest, first of equals
        if (d.rank == 0) return;
        const int axes = 1 + choose.below((1 << d.rank) - 1);
        y = ir::emit(choose.one_in(2) ? code_of<reduce_max_op> : code_of<reduce_min_op>, x,
                     fold_of_axes::attributes{.axes = axes, .to_first = true}.packed());
        break;
      }
      case 24:
      case 25: y = some_convolution(x); break;
      default: break;
    }
    known.push_back(y.id);
  }

  /// x as images in one to three directions, convolved with a new leaf.
  tapeless::ir::value some_convolution(tapeless::ir::value x) {
    using namespace tapeless;
    using namespace tapeless::ir;
    using namespace tapeless::ops;
    namespace ir = tapeless::ir;
    const dims d = squeezed_or(x.shape());
    const int spatial = 1 + choose.below(3), rank = spatial + 3;
    if (d.rank > rank) return x;
    dims image, w;
    image.rank = w.rank = rank;
    for (int i = 0, axis = 0; i < d.rank; ++i) {  // its axes anywhere, in order
      axis += choose.below(rank - axis - (d.rank - i) + 1);
      image[axis++] = d[i];
    }
    convolve_op::attributes steps;
    for (int i = 0; i < spatial; ++i) {
      const int dilation = 1 + choose.below(2), stride = 1 + choose.below(3);
      w[i] = 1 + choose.below((image[1 + i] - 1) / dilation + 1);
      steps.strides += (stride - 1) << (10 * i);
      steps.dilations += (dilation - 1) << (10 * i);
    }
    w[spatial] = image[spatial + 1];
    w[spatial + 1] = image[spatial + 2];
    w[spatial + 2] = 1 + choose.below(3);
    const dims y = convolve_op::shape({{image, w, {}}, steps.packed(), {}});
    if (y.count() > most_elements || w.count() > most_elements) return x;
    add_leaf(w, leaf_kind::parameter);
    const value made = ir::convolved(ir::reshape_to(x, image), of(known.back()), steps);
    return ir::reshape_to(ir::emit(code_of<tanh_op>, made), squeezed_or(y));
  }

  static tapeless::dims squeezed_or(const tapeless::dims& d) {
    tapeless::dims out;
    for (int i = 0; i < d.rank; ++i)
      if (d[i] != 1) out[out.rank++] = d[i];
    return out;
  }

  void finish() {
    using namespace tapeless;
    using namespace tapeless::ir;
    using namespace tapeless::ops;
    namespace ir = tapeless::ir;
    // a loss of several values
    value loss = b.of(b.constant(0));
    for (int i = 0; i < 3; ++i) {
      const value x = some();
      loss = loss + ir::sum_to(x.shape().rank == 0 ? x : 0.5 * x, dims{});
    }
    b.results.push_back(loss.id);
    for (int i = 0; i < 2; ++i) b.results.push_back(some().id);
    std::vector<int> assigned;
    for (int l = 0; l < wanted.leaves; ++l) {
      const int leaf_node = b.read(l);
      if (l < wanted.gradients) {
        const int slope = b.emit(code_of<gradient_op>, {loss.id, leaf_node, -1});
        b.results.push_back(slope);
        if (l % 2 == 0) {  // trained
          value w = of(leaf_node) - 0.1 * of(slope);
          b.emit(code_of<assign_op>, {leaf_node, ir::converted(w, b.leaves[l].type).id, -1});
          assigned.push_back(l);
          continue;
        }
      }
      if (static_cast<int>(assigned.size()) >= wanted.assignments + 1) continue;
      for (int tries = 0; tries < 8; ++tries) {  // or given any value
        const value y = some();
        if (!(broadcast(y.shape(), b.leaves[l].shape) == b.leaves[l].shape)) continue;
        b.emit(code_of<assign_op>,
               {leaf_node,
                ir::converted(ir::broadcast_to(y, b.leaves[l].shape), b.leaves[l].type).id, -1});
        assigned.push_back(l);
        break;
      }
    }
  }
};

#endif
