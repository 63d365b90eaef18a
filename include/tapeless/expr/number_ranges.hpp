// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <tapeless/core/element.hpp>
#include <tapeless/core/require.hpp>

// Ranges of the numbers that functions, layers and initialisers take in angle brackets. One of them says what it takes by
//
//     static constexpr auto numbers = detail::first_misfit({detail::at_least_one(detail::argument::features, Out),
//                                                           detail::epsilon(Epsilon)});
//
// and whoever uses it asks `of_wrong_numbers<F>`, and says `misfit_sentence<F>()`. Its body is not looked at then.

namespace tapeless {

namespace detail {
/// Evidence in error messages: the name of a number.
enum class argument {
  alpha,
  base,
  count,
  deviation,
  dilation,
  epsilon,
  factor,
  features,
  gamma,
  hidden,
  kernel,
  lambda,
  low,
  momentum,
  multiplier,
  padding,
  pieces,
  power,
  probability,
  share,
  size,
  smoothing,
  stride,
  temperature
};
}  // namespace detail

template <class F, detail::argument Name, int Given>
struct number_requires_to_be_at_least_one {
  static_assert(Given >= 1, "f<numbers...>: a size, a step or a count must be at least 1 [E106]");
};
template <class F, detail::argument Name, int Given, int Axes>
struct numbers_require_one_for_each_axis {
  static_assert(Given == Axes,
                "f<numbers...>: there must be one number for all spatial axes, or one for each of "
                "them [E130]");
};
template <class F, detail::argument Name, real Given>
struct number_requires_to_be_an_epsilon {
  static_assert(Given.value > 0 && Given.value < 1,
                "f<numbers...>: an epsilon must be above 0 and below 1; the number of features is "
                "that of x, and is not given [E131]");
};
template <class F, detail::argument Name, real Given>
struct number_requires_to_be_a_share {
  static_assert(Given.value >= 0 && Given.value <= 1,
                "f<numbers...>: a probability, a share or a momentum must be in [0, 1] [E132]");
};
template <class F, detail::argument Name, real Given>
struct number_requires_to_be_above_zero {
  static_assert(Given.value > 0,
                "f<numbers...>: a temperature, a power, a base or a term in a denominator must be "
                "above 0 [E133]");
};
template <class F, detail::argument Name, real Given>
struct number_requires_not_to_be_negative {
  static_assert(Given.value >= 0,
                "f<numbers...>: a deviation, a threshold, a smoothing or an exponent must not be "
                "negative [E134]");
};
template <class F, real Low, real High>
struct bounds_require_their_order {
  static_assert(Low.value < High.value,
                "f<low, high>: the lower bound must be below the upper one [E135]");
};
template <class F, detail::argument Name, real Given>
struct number_requires_not_to_be_zero {
  static_assert(Given.value != 0, "f<numbers...>: a number that f divides by must not be 0 [E136]");
};
namespace detail {

/// A number that does not fit: the rule it breaks, its name, its value, and what the rule compares it with.
struct misfit {
  enum class rule {
    none,
    at_least_one,
    one_for_each_axis,
    epsilon,
    share,
    above_zero,
    not_negative,
    bounds,
    not_zero
  };

  rule broken = rule::none;
  argument name{};
  double given = 0, other = 0;
};

/// The misfit of a number that breaks a rule, or none.
constexpr misfit unless(bool fits, const misfit& wrong) { return fits ? misfit{} : wrong; }

constexpr misfit at_least_one(argument name, auto n) {
  return unless(n >= 1, {misfit::rule::at_least_one, name, static_cast<double>(n)});
}
/// One number for all axes, or one for each.
constexpr misfit one_for_each_axis(argument name, int given, int axes) {
  return unless(given == 1 || given == axes,
                {misfit::rule::one_for_each_axis, name, static_cast<double>(given),
                 static_cast<double>(axes)});
}
/// The same, none of them below `least`.
constexpr misfit for_axes(argument name, const auto& n, int axes, int least = 1) {
  if (n.given != 1 && n.given != axes) return one_for_each_axis(name, n.given, axes);
  return n.least() >= least ? misfit{} : at_least_one(name, n.least());
}
constexpr misfit epsilon(real e) {
  return unless(e.value > 0 && e.value < 1, {misfit::rule::epsilon, argument::epsilon, e.value});
}
constexpr misfit share(argument name, real p) {
  return unless(p.value >= 0 && p.value <= 1, {misfit::rule::share, name, p.value});
}
constexpr misfit above_zero(argument name, real n) {
  return unless(n.value > 0, {misfit::rule::above_zero, name, n.value});
}
constexpr misfit not_negative(argument name, real n) {
  return unless(n.value >= 0, {misfit::rule::not_negative, name, n.value});
}
constexpr misfit not_zero(argument name, real n) {
  return unless(n.value != 0, {misfit::rule::not_zero, name, n.value});
}
constexpr misfit below(real low, real high) {
  return unless(low.value < high.value,
                {misfit::rule::bounds, argument::low, low.value, high.value});
}
/// Like `below`, for bounds that may be equal.
constexpr misfit bounds_in_order(real low, real high) {
  return low == high ? misfit{} : below(low, high);
}
/// The first of several that does not fit.
template <int N>
constexpr misfit first_misfit(const misfit (&all)[N]) {
  for (const misfit& each : all)
    if (each.broken != misfit::rule::none) return each;
  return {};
}

/// Functions that say that a number in their type does not fit.
template <class F>
concept of_wrong_numbers = requires { requires F::numbers.broken != misfit::rule::none; };

/// The misfit that F reports of its numbers; none if F has no rule.
template <class F>
constexpr misfit misfit_of() {
  if constexpr (of_wrong_numbers<F>)
    return F::numbers;
  else
    return {};
}

/// The sentence about a misfit of F's numbers, for `refuse`; an empty one where nothing is wrong.
template <class F, misfit Wrong = F::numbers>
constexpr auto misfit_sentence() {
  using enum misfit::rule;
  constexpr argument name = Wrong.name;
  constexpr real given = Wrong.given, other = Wrong.other;
  constexpr int count = static_cast<int>(Wrong.given), axes = static_cast<int>(Wrong.other);
  if constexpr (Wrong.broken == at_least_one)
    return sentence<number_requires_to_be_at_least_one<F, name, count>>{};
  else if constexpr (Wrong.broken == one_for_each_axis)
    return sentence<numbers_require_one_for_each_axis<F, name, count, axes>>{};
  else if constexpr (Wrong.broken == epsilon)
    return sentence<number_requires_to_be_an_epsilon<F, name, given>>{};
  else if constexpr (Wrong.broken == share)
    return sentence<number_requires_to_be_a_share<F, name, given>>{};
  else if constexpr (Wrong.broken == above_zero)
    return sentence<number_requires_to_be_above_zero<F, name, given>>{};
  else if constexpr (Wrong.broken == not_negative)
    return sentence<number_requires_not_to_be_negative<F, name, given>>{};
  else if constexpr (Wrong.broken == bounds)
    return sentence<bounds_require_their_order<F, given, other>>{};
  else if constexpr (Wrong.broken == not_zero)
    return sentence<number_requires_not_to_be_zero<F, name, given>>{};
  else
    return sentence<misfit>{};
}

}  // namespace detail

}  // namespace tapeless
