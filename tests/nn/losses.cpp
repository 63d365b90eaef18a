// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/losses.hpp>

#include <array>
#include <cmath>
#include <cstdint>
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

template <std::size_t... N>
inline constexpr tl::parameter<struct prediction, tl::shape<N...>> predicted{};
template <class Element, std::size_t... N>
inline constexpr tl::target<struct expected, tl::shape<N...>, Element> wanted{};

inline constexpr auto scores = predicted<6, 5>;
inline constexpr auto labels = wanted<std::int32_t, 6>;

}  // namespace

TEST_CASE("huber: gradients at an infinite difference are ±delta", "[nn][losses]") {
  constexpr auto p = predicted<3>;
  constexpr auto t = wanted<float, 3>;
  constexpr auto y = tl::with_reduction<tl::reduction::sum>(tl::huber<2.0>)(p, t);
  const double inf = std::numeric_limits<double>::infinity();
  using slope = decltype(tl::gradient(y, p));
  const auto found = evaluate_all<slope>({{"prediction", {inf, -inf, 2}}, {"expected", {0, 0, 0}}});
  CHECK(found[0] == numbers{2, -2, 2});
}

TEST_CASE("softmax_cross_entropy: a masked class costs nothing", "[nn][losses]") {
  const double inf = std::numeric_limits<double>::infinity();
  constexpr auto p = predicted<1, 3>;
  constexpr auto t = wanted<std::int32_t, 1>;
  using y = decltype(tl::softmax_cross_entropy(p, t));
  using slope = decltype(tl::gradient(y{}, p));
  const auto found = evaluate_all<y, slope>({{"prediction", {1, -inf, 1}}, {"expected", {2}}});
  CHECK(found[0][0] == Approx(std::log(2.0)));
  CHECK(found[1] == numbers{0.5, 0, -0.5});
}

TEST_CASE("cross_entropy_ignoring: ignored rows are not counted", "[nn][losses]") {
  constexpr auto few = predicted<2, 5>;
  constexpr auto few_labels = wanted<std::int32_t, 2>;
  const numbers rows{1, 2, 3, 4, 5, 5, 1, 2, 0, 1}, more{9, 9, 9, 0, 0};
  numbers all = rows;
  all.insert(all.end(), more.begin(), more.end());
  const auto expected_loss = evaluate_one(tl::softmax_cross_entropy(few, few_labels),
                                          {{"prediction", rows}, {"expected", {3, 0}}});
  constexpr auto p = predicted<3, 5>;
  constexpr auto t = wanted<std::int32_t, 3>;
  using y = decltype(tl::cross_entropy_ignoring<-100>(p, t));
  const auto found = evaluate_all<y, decltype(tl::gradient(y{}, p))>(
      {{"prediction", all}, {"expected", {3, 0, -100}}});
  CHECK(found[0][0] == Approx(expected_loss[0]));
  CHECK(numbers(found[1].begin() + 10, found[1].end()) == numbers{0, 0, 0, 0, 0});
}

TEST_CASE("softmax_cross_entropy: single rows keep the labels' shape", "[nn][losses]") {
  constexpr auto each = tl::with_reduction<tl::reduction::none>(tl::softmax_cross_entropy);
  constexpr auto p = predicted<2, 3, 5>;
  constexpr auto t = wanted<std::int32_t, 2, 3>;
  STATIC_REQUIRE(std::is_same_v<decltype(each(p, t))::shape_type, tl::shape<2, 3>>);
  constexpr auto one = wanted<std::int32_t>;
  STATIC_REQUIRE(std::is_same_v<decltype(each(predicted<5>, one))::shape_type, tl::shape<>>);
}

TEST_CASE("softmax_cross_entropy: forward and gradient are rows, without a reshape of the scores",
          "[nn][losses]") {
  using y = decltype(tl::softmax_cross_entropy(scores, labels));
  static constexpr auto text = tl::ir::print(tl::trace::expressions<y>().graph.view());
  CHECK(text.view() ==
        "%0 = parameter prediction : [6, 5]\n"
        "%1 = target expected : [6] int32\n"
        "%2 = reduce_max %0 over 1 : [6, 1]\n"
        "%3 = stop_gradient %2 : [6, 1]\n"
        "%4 = sub %0, %3 : [6, 5]\n"
        "%5 = exp %4 : [6, 5]\n"
        "%6 = reduce_sum %5 over 1 : [6, 1]\n"
        "%7 = log %6 : [6, 1]\n"
        "%8 = reshape %1 : [6, 1] int32\n"
        "%9 = iota axis 1 : [6, 5]\n"
        "%10 = equal %8, %9 : [6, 5]\n"
        "%11 = constant 0 : []\n"
        "%12 = select %10, %4, %11 : [6, 5]\n"
        "%13 = reduce_sum %12 over 1 : [6, 1]\n"
        "%14 = sub %7, %13 : [6, 1]\n"
        "%15 = reduce_sum %14 over 0 1 : [1, 1]\n"
        "%16 = constant 0.166667 : []\n"
        "%17 = mul %15, %16 : [1, 1]\n"
        "%18 = reshape %17 : []\n"
        "return %18\n");
}

TEST_CASE("losses: the targets they expect", "[nn][losses]") {
  using scores_type = std::remove_const_t<decltype(scores)>;
  using labels_of = tl::softmax_cross_entropy_loss<>::target_of<scores_type>;
  STATIC_REQUIRE(
      std::is_same_v<labels_of, tl::target<tl::tags::labels, tl::shape<6>, std::int32_t>>);
  using numbers_of = tl::mse_loss<>::target_of<scores_type>;
  STATIC_REQUIRE(std::is_same_v<numbers_of, tl::target<tl::tags::target, tl::shape<6, 5>, float>>);
}

TEST_CASE("losses: metrics count what is right", "[nn][losses]") {
  const double nan = std::nan("");
  constexpr auto p = predicted<3, 3>;
  constexpr auto t = wanted<std::int32_t, 3>;
  constexpr auto q = wanted<float, 3, 3>;
  const numbers three{1, 3, 2, 5, 5, 0, 0, 1, nan};  // greatest at 1, 0 (the first of equals), 2
  CHECK(evaluate_one(tl::softmax_cross_entropy.metric(p, t),
                     {{"prediction", three}, {"expected", {1, 1, 2}}})[0] == Approx(2.0 / 3));
  CHECK(evaluate_one(tl::softmax_cross_entropy.metric(p, q),
                     {{"prediction", three}, {"expected", {0, 1, 0, 1, 0, 0, 1, 0, 0}}})[0] ==
        Approx(2.0 / 3));
  constexpr auto one = predicted<4>;
  constexpr auto yes = wanted<float, 4>;
  CHECK(evaluate_one(tl::binary_cross_entropy_with_logits.metric(one, yes),
                     {{"prediction", {1, -1, 2, 0}}, {"expected", {1, 0, 0, 0}}})[0] == 0.75);
  CHECK(evaluate_one(tl::hinge.metric(one, yes),
                     {{"prediction", {1, -1, 2, -3}}, {"expected", {1, -1, -1, 1}}})[0] == 0.5);
  CHECK(tl::softmax_cross_entropy.metric_name == "accuracy");
}
