// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/layers/dropout.hpp>

#include <catch2/catch.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/trace/trace.hpp>

namespace tl = tapeless;

namespace {
inline constexpr tl::input<struct x, tl::shape<4, 5>> x{};

template <class E>
constexpr auto text_of(E, bool training) {
  return tl::ir::print<1024>(tl::trace::expressions<E>(training).graph.view());
}
}  // namespace

TEST_CASE("dropout: in training a scaled mask, else nothing", "[nn][dropout]") {
  static constexpr auto training = text_of(x >> tl::dropout<0.5>, true);
  CHECK(training.view() ==
        "%0 = input x : [4, 5]\n"
        "%1 = option seed : [] int32\n"
        "%2 = option step : [] int32\n"
        "%3 = random %1, %2 distribution 2 stream 0 : [4, 5]\n"
        "%4 = constant 2 : []\n"
        "%5 = mul %3, %4 : [4, 5]\n"
        "%6 = mul %0, %5 : [4, 5]\n"
        "return %6\n");
  static constexpr auto inference = text_of(x >> tl::dropout<0.5>, false);
  CHECK(inference.view() ==
        "%0 = input x : [4, 5]\n"
        "return %0\n");
}

TEST_CASE("dropout: the mask is 1 with probability 1 − rate", "[nn][dropout]") {
  constexpr auto probability = [] {
    const auto traced = tl::trace::expressions<decltype(x >> tl::dropout<0.25>)>();
    for (const tl::ir::node& n : traced.graph.nodes)
      if (tl::ir::is<tl::ops::random_op>(n)) return n.attr.value;
    return -1.0;
  }();
  STATIC_REQUIRE(probability == 0.75);
}

TEST_CASE("dropout: rate 0 is the identity; two dropouts draw from two streams", "[nn][dropout]") {
  static constexpr auto zero = text_of(x >> tl::dropout<0.0>, true);
  CHECK(zero.view() == "%0 = input x : [4, 5]\nreturn %0\n");
  static constexpr auto two = text_of(x >> (tl::dropout<0.5> >> tl::dropout<0.5>), true);
  CHECK(two.view().find("stream 1") != std::string_view::npos);
}
