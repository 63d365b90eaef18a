// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/activations.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch.hpp>
#include <tapeless/ir/verify.hpp>

#include "../goldens/golden.hpp"
#include "evaluate.hpp"

namespace tl = tapeless;
using nn_test::evaluate_all;
using nn_test::evaluate_one;
using nn_test::memory;
using nn_test::numbers;

namespace {

template <std::size_t N>
inline constexpr tl::parameter<struct x, tl::shape<N>> points{};
inline constexpr tl::parameter<struct edge, tl::shape<4>> edge{};
inline constexpr tl::parameter<struct rows, tl::shape<8, 7>> rows{};
inline constexpr tl::input<struct dy, tl::shape<8, 7>> dy{};
inline constexpr tl::parameter<struct columns, tl::shape<4, 7>> columns{};
inline constexpr tl::input<struct dcolumns, tl::shape<4, 7>> dcolumns{};
inline constexpr tl::parameter<struct masked, tl::shape<3, 3>> masked{};

/// y, and dΣy/dx.
template <class Y, class X>
std::vector<numbers> with_slope(Y y, X at, const std::string& name, const numbers& values) {
  using slope = decltype(tl::gradient(tl::sum(y), at));
  static_assert(
      tl::verify_graph(tl::differentiate(tl::trace<Y, slope>().graph.view()).view()).empty());
  return evaluate_all<Y, slope>({{name, values}});
}

/// f against PyTorch, at ordinary places and at ±inf, nan, −0.
template <std::size_t N = 46, class F>
void check(F f, const std::string& name) {
  INFO(name);
  const golden::file golden{"activations/" + name};
  const auto found = with_slope(f(points<N>), points<N>, "x", golden["x"].values);
  CHECK(golden::distance(found[0], golden["y"]) < 1e-12);
  CHECK(golden::distance(found[1], golden["dx"]) < 1e-12);
  const auto at_edge = with_slope(edge >> f, edge, "edge", golden["edge/x"].values);
  CHECK(golden::distance(at_edge[0], golden["edge/y"]) == 0);
  INFO(at_edge[1][0] << ' ' << at_edge[1][1] << ' ' << at_edge[1][2] << ' ' << at_edge[1][3]);
  CHECK(golden::distance(at_edge[1], golden["edge/dx"]) < 1e-15);
}

}  // namespace

TEST_CASE("activations: values and gradients are PyTorch's", "[nn][activations]") {
  check(tl::leaky_relu<>, "leaky_relu");
  check(tl::elu<>, "elu");
  check(tl::selu, "selu");
  check(tl::gelu, "gelu");
  check(tl::gelu_tanh, "gelu_tanh");
  check(tl::silu, "silu");
  check(tl::log_sigmoid, "log_sigmoid");
  check(tl::mish, "mish");
  check(tl::softsign, "softsign");
  check<48>(tl::hard_tanh, "hardtanh");
  check<47>(tl::relu6, "relu6");
  check<48>(tl::hard_sigmoid, "hardsigmoid");
  check(tl::hard_swish, "hardswish");
}

TEST_CASE("softplus: no threshold, yet PyTorch's to 2e-9", "[nn][activations]") {
  const golden::file golden{"activations/softplus"};
  const auto found = with_slope(tl::softplus(points<46>), points<46>, "x", golden["x"].values);
  CHECK(golden::distance(found[0], golden["y"]) < 3e-9);
  CHECK(golden::distance(found[1], golden["dx"]) < 3e-9);
  const auto at_edge = with_slope(tl::softplus(edge), edge, "edge", golden["edge/x"].values);
  CHECK(golden::distance(at_edge[0], golden["edge/y"]) == 0);
  CHECK(golden::distance(at_edge[1], golden["edge/dx"]) == 0);
}

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

TEST_CASE("softmax, log_softmax: values and gradients are PyTorch's along any axis",
          "[nn][activations]") {
  auto check_rows = [](auto f, auto over_columns, const std::string& name) {
    INFO(name);
    const golden::file golden{"activations/" + name};
    using y = decltype(f(rows));
    using slope = decltype(tl::gradient(tl::sum(f(rows) * dy), rows));
    const auto found =
        evaluate_all<y, slope>({{"rows", golden["x"].values}, {"dy", golden["dy"].values}});
    CHECK(golden::distance(found[0], golden["y"]) < 1e-14);
    CHECK(golden::distance(found[1], golden["dx"]) < 1e-14);
    using other = decltype(over_columns(columns));
    using other_slope = decltype(tl::gradient(tl::sum(over_columns(columns) * dcolumns), columns));
    const auto across = evaluate_all<other, other_slope>(
        {{"columns", golden["columns/x"].values}, {"dcolumns", golden["columns/dy"].values}});
    CHECK(golden::distance(across[0], golden["columns/y"]) < 1e-14);
    CHECK(golden::distance(across[1], golden["columns/dx"]) < 1e-14);
    CHECK(golden::distance(evaluate_one(f(masked), {{"masked", golden["edge/x"].values}}),
                           golden["edge/y"]) < 1e-14);
  };
  check_rows(tl::softmax, tl::softmax_over<0>, "softmax");
  check_rows(tl::log_softmax, tl::log_softmax_over<0>, "log_softmax");
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
  static constexpr auto text = tl::print(tl::trace<decltype(tl::softmax(rows))>().graph.view());
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
