// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/initialisers.hpp>

#include <cmath>
#include <type_traits>

#include <catch2/catch.hpp>

namespace tl = tapeless;
namespace init = tapeless::init;
using from = tl::initial_value::from;

namespace {
constexpr tl::dims matrix = tl::shape<784, 128>::value;
constexpr tl::dims filter = tl::shape<3, 5, 6, 16>::value;  // height, width, in, out

constexpr bool is(tl::initial_value v, from distribution, double a, double b) {
  return v.distribution == distribution && v.a == a && v.b == b;
}
}  // namespace

TEST_CASE("initialisers: fans of matrices and of filters", "[nn][initialisers]") {
  STATIC_REQUIRE(init::fan_in(matrix) == 784);
  STATIC_REQUIRE(init::fan_out(matrix) == 128);
  STATIC_REQUIRE(init::fan_in(filter) == 3 * 5 * 6);
  STATIC_REQUIRE(init::fan_out(filter) == 3 * 5 * 16);
  STATIC_REQUIRE(init::fan_in(tl::shape<7>::value) == 7);
}

TEST_CASE("initialisers: fixed distributions", "[nn][initialisers]") {
  STATIC_REQUIRE(is(init::zeros::of(matrix), from::constant, 0, 0));
  STATIC_REQUIRE(is(init::ones::of(matrix), from::constant, 1, 0));
  STATIC_REQUIRE(is(init::constant<0.5>::of(matrix), from::constant, 0.5, 0));
  STATIC_REQUIRE(is(init::uniform<-0.25, 0.5>::of(matrix), from::uniform, -0.25, 0.5));
  STATIC_REQUIRE(is(init::uniform<>::of(matrix), from::uniform, 0, 1));
  STATIC_REQUIRE(is(init::normal<>::of(matrix), from::normal, 0, 1));
  STATIC_REQUIRE(is(init::normal<1.0, 0.02>::of(matrix), from::normal, 1, 0.02));
  STATIC_REQUIRE(
      is(init::truncated_normal<0.0, 0.02>::of(matrix), from::truncated_normal, 0, 0.02));
  STATIC_REQUIRE(is(init::orthogonal<>::of(matrix), from::orthogonal, 1, 0));
  STATIC_REQUIRE(is(init::orthogonal<1.5>::of(matrix), from::orthogonal, 1.5, 0));
}

TEST_CASE("initialisers: scaled by fans", "[nn][initialisers]") {
  auto uniform = [](tl::initial_value v, double bound) {
    CHECK(is(v, from::uniform, -bound, bound));
  };
  auto normal = [](tl::initial_value v, double deviation) {
    CHECK(is(v, from::normal, 0, deviation));
  };
  uniform(init::glorot_uniform::of(matrix), std::sqrt(6.0 / (784 + 128)));
  normal(init::glorot_normal::of(matrix), std::sqrt(2.0 / (784 + 128)));
  uniform(init::he_uniform::of(filter), std::sqrt(6.0 / 90));
  normal(init::he_normal::of(filter), std::sqrt(2.0 / 90));
  uniform(init::lecun_uniform::of(filter), std::sqrt(3.0 / 90));
  normal(init::lecun_normal::of(filter), std::sqrt(1.0 / 90));
  uniform(init::fan_in_uniform::of(matrix), 1.0 / 28);
  uniform(init::scaled<2.0, init::fan_in_uniform>::of(matrix), 2.0 / 28);
}

TEST_CASE("initialisers: the fan-in of a bias is said by its layer", "[nn][initialisers]") {
  constexpr tl::dims bias = tl::shape<128>::value;
  STATIC_REQUIRE(
      is(init::for_bias<init::fan_in_uniform, 784>::of(bias), from::uniform, -1.0 / 28, 1.0 / 28));
  STATIC_REQUIRE(std::is_same_v<init::for_bias<init::zeros, 784>, init::zeros>);
}
