// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/layers/layer_norm.hpp>

#include <cmath>

#include <catch2/catch.hpp>

#include "nn/evaluate.hpp"

namespace tl = tapeless;
using nn_test::evaluate_one;
using nn_test::numbers;

namespace {
inline constexpr tl::input<struct x, tl::shape<4, 5>> x{};
inline constexpr tl::input<struct cube, tl::shape<2, 2, 3>> cube{};
}  // namespace

TEST_CASE("layer_norm: one pass over rows", "[nn][layer_norm]") {
  static constexpr auto text =
      tl::ir::print<1024>(tl::trace::expressions<decltype(x >> tl::layer_norm<>)>().graph.view());
  CHECK(text.view() ==
        "%0 = input x : [4, 5]\n"
        "%1 = reduce_sum %0 over 1 : [4, 1]\n"
        "%2 = constant 0.2 : []\n"
        "%3 = mul %1, %2 : [4, 1]\n"
        "%4 = sub %0, %3 : [4, 5]\n"
        "%5 = mul %4, %4 : [4, 5]\n"
        "%6 = reduce_sum %5 over 1 : [4, 1]\n"
        "%7 = mul %6, %2 : [4, 1]\n"
        "%8 = constant 1e-5 : []\n"
        "%9 = add %7, %8 : [4, 1]\n"
        "%10 = rsqrt %9 : [4, 1]\n"
        "%11 = mul %4, %10 : [4, 5]\n"
        "%12 = parameter weight : [5]\n"
        "%13 = mul %11, %12 : [4, 5]\n"
        "%14 = parameter bias : [5]\n"
        "%15 = add %13, %14 : [4, 5]\n"
        "return %15\n");
}

TEST_CASE("layer_norm: weight starts from ones, bias from zeros; both may be left out",
          "[nn][layer_norm]") {
  constexpr auto weight =
      tl::trace::expressions<decltype(cube >> tl::layer_norm<2>)>().graph.leaves[1];
  STATIC_REQUIRE(weight.initial.a == 1);
  STATIC_REQUIRE(weight.shape == tl::shape<2, 3>::value);
  STATIC_REQUIRE(
      tl::trace::expressions<decltype(cube >> tl::layer_norm<1, 1e-5, tl::affine::weight>)>()
          .graph.leaves.size() == 2);
  STATIC_REQUIRE(
      tl::trace::expressions<decltype(cube >> tl::layer_norm<1, 1e-5, tl::affine::none>)>()
          .graph.leaves.size() == 1);
}

TEST_CASE("layer_norm: over the last two axes, mean 0 and variance 1", "[nn][layer_norm]") {
  const auto y = evaluate_one(cube >> tl::layer_norm<2, 1e-12, tl::affine::none>,
                              {{"cube", {1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 6}}});
  double sum = 0, squares = 0;
  for (int i = 0; i < 6; ++i) sum += y[static_cast<std::size_t>(i)];
  for (int i = 6; i < 12; ++i)
    squares += y[static_cast<std::size_t>(i)] * y[static_cast<std::size_t>(i)];
  CHECK(sum == Approx(0).margin(1e-14));
  CHECK(squares == Approx(6));
}

TEST_CASE("rms_norm: divides by the root of the mean square", "[nn][layer_norm]") {
  const auto y =
      evaluate_one(cube >> tl::rms_norm<1, 1e-12>,
                   {{"cube", {3, 4, 0, 1, 1, 1, 2, 2, 2, 0, 0, 5}}, {"weight", {1, 2, 1}}});
  CHECK(y[0] == Approx(3 / std::sqrt(25.0 / 3)));
  CHECK(y[1] == Approx(8 / std::sqrt(25.0 / 3)));
  CHECK(y[11] == Approx(std::sqrt(3.0)));
}
