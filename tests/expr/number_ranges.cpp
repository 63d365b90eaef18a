// SPDX-License-Identifier: BSL-1.0
#include <tapeless/expr/number_ranges.hpp>

#include <limits>

#include <tapeless/expr/convolution_options.hpp>
#include <tapeless/nn/layers.hpp>

#include "catch.hpp"

namespace tl = tapeless;
namespace inner = tapeless::detail;
using inner::argument;
using rule = inner::misfit::rule;

TEST_CASE("number ranges: the ends of each range", "[expr][number_ranges]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(inner::at_least_one(argument::size, 1).broken == rule::none);
  CHECK(inner::at_least_one(argument::size, 0).broken == rule::at_least_one);
  CHECK(inner::epsilon(1e-12).broken == rule::none);
  CHECK(inner::epsilon(0.0).broken == rule::epsilon);
  CHECK(inner::epsilon(1.0).broken == rule::epsilon);
  CHECK(inner::epsilon(nan).broken == rule::epsilon);
  CHECK(inner::share(argument::share, 0.0).broken == rule::none);
  CHECK(inner::share(argument::share, 1.0).broken == rule::none);
  CHECK(inner::share(argument::share, 1.001).broken == rule::share);
  CHECK(inner::share(argument::share, nan).broken == rule::share);
  CHECK(inner::above_zero(argument::power, 1e-9).broken == rule::none);
  CHECK(inner::above_zero(argument::power, 0.0).broken == rule::above_zero);
  CHECK(inner::not_negative(argument::gamma, 0.0).broken == rule::none);
  CHECK(inner::not_negative(argument::gamma, -1e-9).broken == rule::not_negative);
  CHECK(inner::not_zero(argument::alpha, -1.0).broken == rule::none);
  CHECK(inner::not_zero(argument::alpha, 0.0).broken == rule::not_zero);
  CHECK(inner::below(1.0, 1.0).broken == rule::bounds);
  CHECK(inner::bounds_in_order(1.0, 1.0).broken == rule::none);
  CHECK(inner::bounds_in_order(1.0, 0.5).broken == rule::bounds);
}

TEST_CASE("number ranges: one number for all axes, or one for each", "[expr][number_ranges]") {
  CHECK(inner::for_axes(argument::kernel, tl::window(3), 2).broken == rule::none);
  CHECK(inner::for_axes(argument::kernel, tl::window(3, 5), 2).broken == rule::none);
  const auto three = inner::for_axes(argument::kernel, tl::window(3, 5, 7), 2);
  CHECK(three.broken == rule::one_for_each_axis);
  CHECK(three.given == 3);
  CHECK(three.other == 2);
  const auto zero = inner::for_axes(argument::kernel, tl::window(3, 0), 2);
  CHECK(zero.broken == rule::at_least_one);
  CHECK(zero.given == 0);
  CHECK(inner::for_axes(argument::size, tl::per_axis(0), 2, 0).broken == rule::none);
}

TEST_CASE("number ranges: the first misfit is the one that is said", "[expr][number_ranges]") {
  const auto first = inner::first_misfit({inner::at_least_one(argument::features, 8),
                                          inner::epsilon(2.0), inner::share(argument::share, 3.0)});
  CHECK(first.broken == rule::epsilon);
  CHECK(first.name == argument::epsilon);
  CHECK(first.given == 2.0);
}

TEST_CASE("number ranges: functions without numbers have none that are wrong",
          "[expr][number_ranges]") {
  struct plain {};
  STATIC_REQUIRE_FALSE(inner::of_wrong_numbers<plain>);
  STATIC_REQUIRE_FALSE(inner::of_wrong_numbers<tl::convolution_layer<2, 8, tl::window(3)>>);
  STATIC_REQUIRE(inner::of_wrong_numbers<tl::convolution_layer<2, 0, tl::window(3)>>);
  STATIC_REQUIRE(inner::of_wrong_numbers<tl::function_form<tl::celu_layer<0.0>>>);
}
