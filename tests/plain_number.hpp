// SPDX-License-Identifier: BSL-1.0
//
// One double that knows the words of lane rules (lanes/): what an op means, without registers, polynomials or rounding
// tricks. So a plain reading of a graph needs no list of ops.
//
//   plain_number::meaning_of(n.op)(2.0, 3.0, 0.0)      // the lane rule of the node's op on doubles

#ifndef TAPELESS_TESTS_PLAIN_NUMBER_HPP
#define TAPELESS_TESTS_PLAIN_NUMBER_HPP

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <string_view>

#include <tapeless/ops/all.hpp>

namespace laws {

#ifdef TAPELESS_LAWS_OF
/// The only op at which laws over all ops look: what tests/tools/new_op.py has to wait for.
inline constexpr std::string_view only = TAPELESS_LAWS_OF;
#else
inline constexpr std::string_view only{};
#endif

template <class Op>
inline constexpr bool looks_at = only.empty() || only == Op::name;

}  // namespace laws

namespace plain_number {

/// A comparison's result: what a mask is to lanes.
struct truth {
  bool holds = false;

  friend truth operator&(truth a, truth b) { return {a.holds && b.holds}; }
  friend truth operator|(truth a, truth b) { return {a.holds || b.holds}; }
  friend truth operator!(truth a) { return {!a.holds}; }
};

struct number {
  double value = 0;

  number() = default;
  number(double v) : value(v) {}

  friend number operator+(number a, number b) { return a.value + b.value; }
  friend number operator-(number a, number b) { return a.value - b.value; }
  friend number operator*(number a, number b) { return a.value * b.value; }
  friend number operator/(number a, number b) { return a.value / b.value; }
  friend number operator-(number x) { return -x.value; }
  friend truth operator<(number a, number b) { return {a.value < b.value}; }
  friend truth operator<=(number a, number b) { return {a.value <= b.value}; }
  friend truth operator>(number a, number b) { return {a.value > b.value}; }
  friend truth operator>=(number a, number b) { return {a.value >= b.value}; }
  friend truth operator==(number a, number b) { return {a.value == b.value}; }
  friend truth operator!=(number a, number b) { return {a.value != b.value}; }

  friend number abs(number x) { return std::abs(x.value); }
  friend number sign(number x) {
    return std::isnan(x.value) ? x.value : static_cast<double>((x.value > 0) - (x.value < 0));
  }
  friend number exp(number x) { return std::exp(x.value); }
  friend number expm1(number x) { return std::expm1(x.value); }
  friend number log(number x) { return std::log(x.value); }
  friend number log1p(number x) { return std::log1p(x.value); }
  friend number sqrt(number x) { return std::sqrt(x.value); }
  friend number rsqrt(number x) { return 1 / std::sqrt(x.value); }
  friend number reciprocal(number x) { return 1 / x.value; }
  friend number tanh(number x) { return std::tanh(x.value); }
  friend number logistic(number x) { return 1 / (1 + std::exp(-x.value)); }
  friend number erf(number x) { return std::erf(x.value); }
  friend number sin(number x) { return std::sin(x.value); }
  friend number cos(number x) { return std::cos(x.value); }
  friend number floor(number x) { return std::floor(x.value); }
  friend number ceil(number x) { return std::ceil(x.value); }
  friend number trunc(number x) { return std::trunc(x.value); }
  friend number round(number x) { return std::nearbyint(x.value); }
  friend truth is_nan(number x) { return {std::isnan(x.value)}; }
  friend number pow(number a, number b) { return std::pow(a.value, b.value); }
  friend number fma(number a, number b, number c) { return a.value * b.value + c.value; }
  friend number fnma(number a, number b, number c) { return c.value - a.value * b.value; }
  friend number maximum(number a, number b) {
    return std::isnan(a.value) || std::isnan(b.value) ? a.value + b.value
                                                      : std::max(a.value, b.value);
  }
  friend number minimum(number a, number b) {
    return std::isnan(a.value) || std::isnan(b.value) ? a.value + b.value
                                                      : std::min(a.value, b.value);
  }
  friend number select(truth condition, number a, number b) { return condition.holds ? a : b; }
};

using meaning = double (*)(double a, double b, double c);

inline double as_double(number x) { return x.value; }
inline double as_double(truth x) { return x.holds ? 1 : 0; }

/// The lane rule of an op on doubles.
template <class Op>
double rule(double a, [[maybe_unused]] double b, [[maybe_unused]] double c) {
  if constexpr (Op::kind == tapeless::ops::op_kind::reduction)  // one more element
    return as_double(Op::lane(number(a), number(b)));
  else if constexpr (Op::takes_condition)
    return as_double(Op::lane(truth{a != 0}, number(b), number(c)));
  else if constexpr (Op::arity == 1)
    return as_double(Op::lane(number(a)));
  else if constexpr (Op::arity == 2)
    return as_double(Op::lane(number(a), number(b)));
  else
    return as_double(Op::lane(number(a), number(b), number(c)));
}

/// What the elementwise ops and the folds mean, by their codes.
inline const auto meanings = [] {
  tapeless::core::fixed<meaning, tapeless::ops::all_ops::size> table{};
  int i = 0;
  tapeless::ops::all_ops::for_each([&]<class Op>() {
    if constexpr (Op::broadcasts || Op::kind == tapeless::ops::op_kind::reduction)
      table[i] = &rule<Op>;
    ++i;
  });
  return table;
}();

inline meaning meaning_of(int op) {
  if (meanings[op] == nullptr)
    throw std::logic_error("no plain meaning for " + std::string{tapeless::ops::facts_of(op).name});
  return meanings[op];
}

/// What a fold begins with.
inline double neutral(int op) {
  double found = 0;
  int i = 0;
  tapeless::ops::all_ops::for_each([&]<class Op>() {
    if constexpr (Op::kind == tapeless::ops::op_kind::reduction)
      if (i == op) found = Op::template identity<double>;
    ++i;
  });
  return found;
}

}  // namespace plain_number

#endif
