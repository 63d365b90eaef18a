// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/activations.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch.hpp>
#include <tapeless/ir/verify.hpp>

#include "evaluate.hpp"

namespace tl = tapeless;
using nn_test::evaluate_all;
using nn_test::evaluate_one;
using nn_test::numbers;

namespace {

inline constexpr tl::parameter<struct edge, tl::shape<4>> edge{};
inline constexpr tl::parameter<struct rows, tl::shape<8, 7>> rows{};
inline constexpr tl::parameter<struct masked, tl::shape<3, 3>> masked{};

/// y, and dΣy/dx.
template <class Y, class X>
std::vector<numbers> with_slope(Y y, X at, const std::string& name, const numbers& values) {
  using slope = decltype(tl::gradient(tl::sum(y), at));
  static_assert(
      tl::ir::verify_graph(
          tl::passes::differentiate(tl::trace::expressions<Y, slope>().graph.view()).view())
          .empty());
  return evaluate_all<Y, slope>({{name, values}});
}

}  // namespace

TEST_CASE("activations: gradients at the corners", "[nn][activations]") {
  auto slopes = [](auto f, const numbers& at) { return with_slope(f(edge), edge, "edge", at)[1]; };
  CHECK(slopes(tl::leaky_relu<>, {0, 0, 1, -1}) == numbers{0.01, 0.01, 1, 0.01});
  CHECK(slopes(tl::elu<0.5>, {0, 1000, 1, 0}) == numbers{0.5, 1, 1, 0.5});
  CHECK(slopes(tl::hard_tanh, {-1, 1, 0, 2}) == numbers{0, 0, 1, 0});
  CHECK(slopes(tl::relu6, {0, 6, 3, -1}) == numbers{0, 0, 1, 0});
  CHECK(slopes(tl::hard_sigmoid, {-3, 3, 0, 4}) == numbers{0, 0, 1.0 / 6, 0});
  CHECK(slopes(tl::hard_swish, {-3, 3, 0, 4}) == numbers{0, 1, 0.5, 1});
  CHECK(slopes(tl::softplus, {0, -0.0, 800, -800}) == numbers{0.5, 0.5, 1, 0});
}

TEST_CASE("softmax: an axis is an argument or part of the name", "[nn][activations]") {
  STATIC_REQUIRE(std::is_same_v<decltype(tl::softmax(rows, tl::axis<0>)),
                                decltype(tl::softmax_over<0>(rows))>);
}

TEST_CASE("log_sum_exp: drops its axis; rows of infinities keep a meaning", "[nn][activations]") {
  STATIC_REQUIRE(std::is_same_v<decltype(tl::log_sum_exp(rows))::shape_type, tl::shape<8>>);
  STATIC_REQUIRE(
      std::is_same_v<decltype(tl::log_sum_exp(rows, tl::axis<0>))::shape_type, tl::shape<7>>);
  const double inf = std::numeric_limits<double>::infinity();
  const auto y = evaluate_one(tl::log_sum_exp(masked),
                              {{"masked", {1000, 1000, -inf, -inf, -inf, -inf, inf, 0, 1}}});
  CHECK(y[0] == Approx(1000 + std::log(2.0)));
  CHECK(y[1] == -inf);
  CHECK(y[2] == inf);
}

TEST_CASE("softmax: one pass over rows, no gradient through the maximum", "[nn][activations]") {
  static constexpr auto text =
      tl::ir::print(tl::trace::expressions<decltype(tl::softmax(rows))>().graph.view());
  CHECK(text.view() ==
        "%0 = parameter rows : [8, 7]\n"
        "%1 = reduce_max %0 over 1 : [8, 1]\n"
        "%2 = stop_gradient %1 : [8, 1]\n"
        "%3 = sub %0, %2 : [8, 7]\n"
        "%4 = exp %3 : [8, 7]\n"
        "%5 = reduce_sum %4 over 1 : [8, 1]\n"
        "%6 = reciprocal %5 : [8, 1]\n"
        "%7 = mul %4, %6 : [8, 7]\n"
        "return %7\n");
}
