// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>  // std::size
#include <cstddef>

#include <tapeless/ir/builder.hpp>

namespace tapeless::passes {

/// One rule of `simplify`: for a node of op `op` whose operands are already simplified, a simpler value
/// equal to it, or nothing. Rules hold for nan and infinities too (so x · 0 stays).
struct rule {
  int op;
  value (*apply)(builder& b, const node& n);
};

namespace detail {

constexpr bool is_number(const builder& b, int id, double v) {
  return is<constant_op>(b[id]) && number_of(b[id]) == v;
}
constexpr bool is_number(const builder& b, int id) { return is<constant_op>(b[id]); }
constexpr double number_of(const builder& b, int id) { return number_of(b[id]); }

/// Folds a binary op of two numbers.
template <class F>
constexpr value fold(builder& b, const node& n, F f) {
  if (is_number(b, n.in[0]) && is_number(b, n.in[1]))
    return b.of(b.constant(f(number_of(b, n.in[0]), number_of(b, n.in[1]))));
  return {};
}

constexpr value first(builder& b, const node& n) { return b.of(n.in[0]); }
constexpr value second(builder& b, const node& n) { return b.of(n.in[1]); }

/// The sum of two values between zeros, the second right behind the first along one axis: both side by side.
constexpr value joined(builder& b, int first, int second) {
  const node p = b[first], q = b[second];
  if (!is<pad_op>(p) || !is<pad_op>(q)) return {};
  const auto left = attributes_of<pad_op>(p), right = attributes_of<pad_op>(q);
  const bool zeros = left.value == 0 && right.value == 0 && left.between == 0 && right.between == 0;
  const int axis = left.axis;
  if (!zeros || axis != right.axis || !(p.shape == q.shape) ||
      left.before + b[p.in[0]].shape[axis] != right.before)
    return {};
  const value both = ir::joined(b.of(p.in[0]), b.of(q.in[0]), axis);
  return both.shape() == p.shape ? both
                                 : padded(both, p.shape, {.axis = axis, .before = left.before});
}

}  // namespace detail

/// The rules, tried in order. A rule is a fact of algebra about the ops that it names; when to use it is not its business.
inline constexpr rule rules[] = {
    // sums
    rule{code_of<add_op>,
         [](builder& b, const node& n) {
           return detail::fold(b, n, [](double x, double y) { return x + y; });
         }},
    rule{code_of<add_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[1], 0) ? detail::first(b, n) : value{};
         }},
    rule{code_of<add_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[0], 0) ? detail::second(b, n) : value{};
         }},
    rule{code_of<add_op>,
         [](builder& b, const node& n) {  // a + (−c) = a − c
           return is<neg_op>(b[n.in[1]]) ? detail::first(b, n) - b.of(b[n.in[1]].in[0]) : value{};
         }},
    rule{code_of<add_op>,
         [](builder& b, const node& n) {  // (−a) + c = c − a
           return is<neg_op>(b[n.in[0]]) ? detail::second(b, n) - b.of(b[n.in[0]].in[0]) : value{};
         }},
    rule{code_of<add_op>,
         [](builder& b, const node& n) {  // a + a = 2a
           return n.in[0] == n.in[1] ? 2.0 * detail::first(b, n) : value{};
         }},
    rule{code_of<sub_op>,
         [](builder& b, const node& n) {
           return detail::fold(b, n, [](double x, double y) { return x - y; });
         }},
    rule{code_of<sub_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[1], 0) ? detail::first(b, n) : value{};
         }},
    rule{code_of<sub_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[0], 0) ? -detail::second(b, n) : value{};
         }},
    rule{code_of<sub_op>,
         [](builder& b, const node& n) {  // a − (−c) = a + c
           return is<neg_op>(b[n.in[1]]) ? detail::first(b, n) + b.of(b[n.in[1]].in[0]) : value{};
         }},
    // products
    rule{code_of<mul_op>,
         [](builder& b, const node& n) {
           return detail::fold(b, n, [](double x, double y) { return x * y; });
         }},
    rule{code_of<mul_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[1], 1) ? detail::first(b, n) : value{};
         }},
    rule{code_of<mul_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[0], 1) ? detail::second(b, n) : value{};
         }},
    rule{code_of<mul_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[1], -1) ? -detail::first(b, n) : value{};
         }},
    rule{code_of<mul_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[0], -1) ? -detail::second(b, n) : value{};
         }},
    rule{code_of<mul_op>,
         [](builder& b, const node& n) {  // c · (k · x) = (c k) · x for numbers c, k
           for (int i = 0; i < 2; ++i) {
             const int c = n.in[i], inner = n.in[1 - i];
             if (!detail::is_number(b, c) || !is<mul_op>(b[inner])) continue;
             for (int k = 0; k < 2; ++k)
               if (detail::is_number(b, b[inner].in[k]))
                 return (detail::number_of(b, c) * detail::number_of(b, b[inner].in[k])) *
                        b.of(b[inner].in[1 - k]);
           }
           return value{};
         }},
    rule{code_of<mul_op>,
         [](builder& b, const node& n) {  // (−a)(−c) = a c
           return is<neg_op>(b[n.in[0]]) && is<neg_op>(b[n.in[1]])
                      ? b.of(b[n.in[0]].in[0]) * b.of(b[n.in[1]].in[0])
                      : value{};
         }},
    rule{code_of<div_op>,
         [](builder& b, const node& n) {
           return detail::fold(b, n, [](double x, double y) { return x / y; });
         }},
    rule{code_of<div_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[1], 1) ? detail::first(b, n) : value{};
         }},
    rule{code_of<div_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[0], 1)
                      ? emit(code_of<reciprocal_op>, detail::second(b, n))
                      : value{};
         }},
    rule{code_of<neg_op>,
         [](builder& b, const node& n) {
           return is<neg_op>(b[n.in[0]]) ? b.of(b[n.in[0]].in[0]) : value{};
         }},
    rule{code_of<neg_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[0]) ? b.of(b.constant(-detail::number_of(b, n.in[0])))
                                                : value{};
         }},
    rule{code_of<neg_op>,
         [](builder& b, const node& n) {  // −(a − c) = c − a
           return is<sub_op>(b[n.in[0]]) ? b.of(b[n.in[0]].in[1]) - b.of(b[n.in[0]].in[0])
                                         : value{};
         }},
    rule{code_of<reciprocal_op>,
         [](builder& b, const node& n) {
           return is<sqrt_op>(b[n.in[0]]) ? emit(code_of<rsqrt_op>, b.of(b[n.in[0]].in[0]))
                                          : value{};
         }},
    rule{code_of<pow_op>,
         [](builder& b, const node& n) {
           const value x = detail::first(b, n);
           if (detail::is_number(b, n.in[1], 2)) return x * x;
           if (detail::is_number(b, n.in[1], 1)) return x;
           return value{};
         }},
    // choices
    rule{code_of<select_op>,
         [](builder& b, const node& n) { return n.in[1] == n.in[2] ? b.of(n.in[1]) : value{}; }},
    rule{code_of<select_op>,
         [](builder& b, const node& n) {
           return detail::is_number(b, n.in[0])
                      ? b.of(detail::number_of(b, n.in[0]) != 0 ? n.in[1] : n.in[2])
                      : value{};
         }},
    // zeros around neighbours: the gradients of slices that were cut side by side
    rule{code_of<add_op>,
         [](builder& b, const node& n) {
           for (int i = 0; i < 2; ++i)
             if (const value joined = detail::joined(b, n.in[i], n.in[1 - i])) return joined;
           return value{};
         }},
    // what has done its work
    rule{code_of<stop_gradient_op>, [](builder& b, const node& n) { return detail::first(b, n); }},
    rule{code_of<convert_op>,
         [](builder& b, const node& n) {
           return b[n.in[0]].type == n.type || is<constant_op>(b[n.in[0]]) ? detail::first(b, n)
                                                                           : value{};
         }},
};

/// Where the rules of each op stand in the table, which is sorted by op only in runs.
struct rule_range {
  int first = 0, last = 0;
};
inline constexpr auto rules_of = [] {
  fixed<rule_range, all_ops::size> out{};
  for (int i = static_cast<int>(std::size(rules)); i-- > 0;) {
    rule_range& r = out[rules[i].op];
    if (r.last == 0) r.last = i + 1;
    r.first = i;
  }
  return out;
}();

}  // namespace tapeless::passes
