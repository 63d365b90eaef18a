// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <utility>

#include <tapeless/ir/builder.hpp>
#include <tapeless/passes/look/regions.hpp>
#include <tapeless/passes/rewrite/rules.hpp>

namespace tapeless::passes {

namespace detail {

/// Stretches a simplified value back to the shape its user was promised.
constexpr int with_shape(builder& b, int id, const dims& promised) {
  return broadcast_to(b.of(id), promised).id;
}

/// A simplified value as its user was promised it, element type included: for users that read memory, where
/// a bare number would be stored as the default type.
constexpr int as_promised(builder& b, int id, const node& promised) {
  if (b[id].type == promised.type || b[id].type != element::weak)
    return with_shape(b, id, promised.shape);
  if (b[id].shape == promised.shape) return converted(b.of(id), promised.type).id;
  return b.emit(code_of<broadcast_op>, {id, -1, -1}, {}, promised.shape, promised.type);
}

/// A sum over axes of a value that was not stretched: stretched axes count, the others are summed. (The rule for equal
/// elements was the gradient's.)
constexpr int simplified_reduction(builder& b, const node& n, const dims& promised) {
  const dims have = b[n.in[0]].shape;
  const axis_set axes = folded_axes(n);
  if (have == promised && !(reduced(have, axes) == have))
    return b.emit(n.op, n.operands(), fold_of_axes::attributes{axes}.packed());
  const int shift = promised.rank - have.rank;
  double copies = 1;
  axis_set rest = 0;
  for (int i = 0; i < promised.rank; ++i) {
    if (!has_axis(axes, i)) continue;
    const int size = i < shift ? 1 : have[i - shift];
    if (size == 1)
      copies *= promised[i];
    else
      rest |= 1 << (i - shift);
  }
  value x = b.of(n.in[0]);
  if (rest != 0) x = emit(n.op, x, fold_of_axes::attributes{rest}.packed());
  if (copies != 1 && is<reduce_sum_op>(n)) {  // (a greatest or least of copies is one of them)
    x = is<constant_op>(b[x.id]) ? b.of(b.constant(number_of(b[x.id]) * copies)) : copies * x;
  }
  return x.id;
}

/// `size` elements of x from `first` on along an axis; of what is padded, less padding.
constexpr value cut(value x, int axis, int first, int size) {
  dims d = x.shape();
  if (first == 0 && d[axis] == size) return x;
  d[axis] = size;
  const node n = (*x.in)[x.id];
  if (is<pad_op>(n)) {
    const value inner{x.in, n.in[0]};
    const dims from = inner.shape();
    pad_op::attributes a = attributes_of<pad_op>(n);
    if (a.axis != axis) return padded(cut(inner, axis, first, size), d, a);
    const int end = a.before + (from[axis] - 1) * (a.between + 1) + 1;
    if (first <= a.before && end <= first + size) {
      a.before -= first;
      return d == from ? inner : padded(inner, d, a);
    }
  }
  return sliced(x, d, {.axis = axis, .first = first});
}

/// Some of the places of a convolution that nobody else reads are the convolution of some of x; else nothing. (The gradient of a convolution of
/// padded values is such a slice.)
constexpr value cut_convolution(builder& b, const node& n) {
  const node y = b[n.in[0]];
  const auto a = attributes_of<slice_op>(n);
  const int axis = a.axis, i = axis - 1;
  if (!is<convolve_op>(y) || a.step != 1 || i < 0 || i >= y.shape.rank - 3) return {};
  const auto steps = attributes_of<convolve_op>(y);
  const value x = b.of(y.in[0]), w = b.of(y.in[1]);
  const int step = steps.stride(i), span = (w.shape()[i] - 1) * steps.dilation(i) + 1;
  return convolved(cut(x, axis, a.first * step, (n.shape[axis] - 1) * step + span), w, steps);
}

/// Composition of views, and views that change nothing. (By name, as in rules.hpp: which pair is one view is a fact about
/// both.)
constexpr int simplified_view(builder& b, node n, const dims& promised, bool only_reader) {
  const dims& one = b[n.in[0]].shape;
  if (one.count() == 1 && one.rank <= n.shape.rank && !is<reshape_op>(n)) return n.in[0];
  n.in[0] = with_shape(b, n.in[0], promised);
  if (is<slice_op>(n) && only_reader)
    if (const value y = cut_convolution(b, n)) return y.id;
  const node& x = b[n.in[0]];
  if (is<reshape_op>(n)) {
    if (is<constant_op>(x)) return n.in[0];
    if (is<broadcast_op>(x) && b[x.in[0]].shape.count() == 1 && is<constant_op>(b[x.in[0]]))
      return x.in[0];
    if (is<reshape_op>(x)) n.in[0] = x.in[0];
    if (b[n.in[0]].shape == n.shape) return n.in[0];
  }
  if (is<permute_op>(n)) {
    permute_op::attributes axes = attributes_of<permute_op>(n);
    if (is<permute_op>(x)) {
      permute_op::attributes both;
      for (int i = 0; i < n.shape.rank; ++i)
        permute_op::place_axis(both.order, i, attributes_of<permute_op>(x).source(axes.source(i)));
      n.in[0] = x.in[0];
      n.attr = both.packed();
      axes = both;
    }
    bool moves = false;
    for (int i = 0; i < n.shape.rank; ++i) moves = moves || axes.source(i) != i;
    if (!moves) return n.in[0];
  }
  return b.add(n);
}

/// Puts the operands of commutative ops in one order, so that a rule need know one form only.
constexpr void order_operands(node& n) {
  if (n.in[1] >= 0 && n.in[0] > n.in[1] && facts_of(n.op).commutative) std::swap(n.in[0], n.in[1]);
}

constexpr int simplified_elementwise(builder& b, node n) {
  order_operands(n);
  const rule_range range = rules_of[n.op];
  for (int i = range.first; i < range.last; ++i) {
    const rule& r = rules[i];
    if (r.op != n.op) continue;
    const value found = r.apply(b, n);
    if (!found) continue;
    if (found.type() != element::weak && found.type() != n.type) return converted(found, n.type).id;
    // a rule's result may itself be a form the rules know
    const bool again =
        found.id == b.size() - 1 && facts_of(b[found.id].op).kind == op_kind::elementwise;
    return again ? simplified_elementwise(b, node(b[found.id])) : found.id;
  }
  return b.emit(n.op, n.operands(), n.attr, n.shape, n.type);
}

/// The slice of an iteration: of what is the same in all of them, that.
constexpr int simplified_slice(builder& b, const node& n, const dims& promised) {
  const int x = n.in[0];
  const dims have = b[x].shape;
  if (have.rank < promised.rank) return x;
  if (is<stack_op>(b[x]) && region_named(b[x]) == region_named(n)) return b[x].in[0];
  if (have[0] != 1) return b.emit(n.op, {x, -1, -1}, n.attr);
  dims rest{.rank = have.rank - 1};
  for (int i = 0; i < rest.rank; ++i) rest[i] = have[i + 1];
  return ir::reshape_to(b.of(x), rest).id;
}

/// All slices of a value: the value itself if they were cut from one, or if it is the same in all iterations.
constexpr int simplified_stack(builder& b, list<int>& region, const node& n, const node& promised) {
  const int x = n.in[0];
  if (is<each_op>(b[x]) && region_named(b[x]) == region_named(n)) return b[x].in[0];
  while (region.size() < b.size()) region.push_back(region_of(b[region.size()], b.regions, region));
  if (!is_within(b.regions, region[x], region_named(n))) return x;
  return b.emit(n.op, {as_promised(b, x, promised), -1, -1}, n.attr);
}

/// Which carries stay as they begin.
constexpr list<char> still_carries(graph_view g) {
  list<char> still(g.size());
  if (g.regions.empty()) return still;
  for (const node& n : g.nodes)
    if (is<advance_op>(n) && n.in[0] == n.in[1]) still[n.in[0]] = 1;
  return still;
}

/// Whether x is, as far as views go, a leaf that the step writes.
constexpr bool is_written_leaf(const builder& b, int x) {
  while (facts_of(b[x].op).kind == op_kind::view) x = b[x].in[0];
  if (!is<leaf_op>(b[x])) return false;
  for (const node& n : b.nodes)
    if (writes_leaf(n) && n.in[0] == x) return true;
  return false;
}

}  // namespace detail

/// Makes every value by the cheapest form the rules know, and keeps values unstretched as long as
/// their users broadcast anyway.
///
/// Before   verify_graph(from) is empty; no gradient nodes
/// After    same results up to rounding; broadcasts only where a user needs the elements; a result is
///          never a leaf that an assignment writes, but a copy of what it was
/// Cost     O(nodes · rules of the op)
constexpr builder simplify(graph_view from) {
  builder to(from);
  list<int> fresh(from.nodes.size(), -1), uses(from.nodes.size()), region;
  for (const node& n : from.nodes)
    for (int x : n.in)
      if (x >= 0) ++uses[x];
  for (int r : from.results) ++uses[r];
  const list<char> still = detail::still_carries(from);
  for (int i = 0; i < from.size(); ++i) {
    node n = from[i];
    fixed<dims, 3> promised{};
    for (int k = 0; k < 3; ++k) {
      if (n.in[k] < 0) continue;
      promised[k] = from[n.in[k]].shape;
      n.in[k] = fresh[n.in[k]];
    }
    int made = -1;
    switch (kind_of(n)) {
      case op_kind::elementwise:
        made = facts_of(n).broadcasts ? detail::simplified_elementwise(to, n) : to.add(n);
        break;
      case op_kind::reduction: made = detail::simplified_reduction(to, n, promised[0]); break;
      case op_kind::view:
        // a broadcast waits until a user needs the elements; of what a barrier hides the form stays
        made = is<broadcast_op>(n) || facts_of(n).is_question ? n.in[0]
               : is<barrier_op>(n)
                   ? to.emit(n.op, {detail::as_promised(to, n.in[0], from[from[i].in[0]]), -1, -1},
                             n.attr)
               : is<each_op>(n)
                   ? detail::simplified_slice(to, n, promised[0])
                   : detail::simplified_view(to, n, promised[0], uses[from[i].in[0]] == 1);
        break;
      case op_kind::loop:
        if (is<stack_op>(n)) {
          made = detail::simplified_stack(to, region, n, from[from[i].in[0]]);
          break;
        }
        if (still[i] != 0 || (is<advance_op>(n) && still[from[i].in[0]] != 0) ||
            (is<final_op>(n) && still[from[from[i].in[0]].in[0]] != 0)) {
          made = n.in[0];
          break;
        }
        [[fallthrough]];
      default:
        for (int k = 0; k < 3; ++k)
          if (n.in[k] >= 0) n.in[k] = detail::as_promised(to, n.in[k], from[from[i].in[k]]);
        made = to.add(n);
    }
    fresh[i] = made;
  }
  for (int r : from.results) {
    int result = detail::as_promised(to, fresh[r], from[r]);
    if (detail::is_written_leaf(to, result))
      result = emit(code_of<stop_gradient_op>, to.of(result)).id;
    to.results.push_back(result);
  }
  return to;
}

}  // namespace tapeless::passes
