// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <vector>

#include <tapeless/ir/print.hpp>
#include <tapeless/nn/layers/channel_dropout.hpp>
#include <tapeless/trace/trace.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {
inline constexpr tl::input<struct x, tl::shape<2, 4, 3, 5>> x{};

template <class E>
constexpr auto text_of(E, bool training) {
  return tl::ir::print<1024>(tl::trace::expressions<E>(training).graph.view());
}
}  // namespace

TEST_CASE("dropout of channels: one number of the mask for all places", "[nn][dropout]") {
  static constexpr auto training = text_of(x >> tl::dropout2d<0.5>, true);
  CHECK(training.view() ==
        "%0 = input x : [2, 4, 3, 5]\n"
        "%1 = option seed : [] int32\n"
        "%2 = option step : [] int32\n"
        "%3 = random %1, %2 distribution 2 stream 0 : [2, 1, 1, 5]\n"
        "%4 = constant 2 : []\n"
        "%5 = mul %3, %4 : [2, 1, 1, 5]\n"
        "%6 = mul %0, %5 : [2, 4, 3, 5]\n"
        "return %6\n");
  static constexpr auto sequences = text_of(x >> tl::dropout1d<0.5>, true);
  CHECK(sequences.view().find("stream 0 : [2, 4, 1, 5]") != std::string_view::npos);
  static constexpr auto inference = text_of(x >> tl::dropout2d<0.5>, false);
  CHECK(inference.view() == "%0 = input x : [2, 4, 3, 5]\nreturn %0\n");
}

TEST_CASE("alpha dropout: mean 0 and variance 1 stay", "[nn][dropout]") {
  const auto traced = tl::trace::expressions<decltype(x >> tl::alpha_dropout<0.25>)>(true);
  std::vector<double> numbers;  // in the order of their use: what replaces elements, scale, shift
  for (const tl::ir::node& n : traced.graph.nodes)
    if (tl::ir::is<tl::ops::constant_op>(n)) numbers.push_back(n.attr.value);
  REQUIRE(numbers.size() == 3);
  const double replaced = numbers[0], scale = numbers[1], shift = numbers[2];
  const double lambda = 1.0507009873554804934193349852946,
               alpha = 1.6732632423543772848170429916717;
  CHECK(std::abs(replaced + lambda * alpha) < 1e-14);
  const double mean = 0.25 * replaced, square = 0.75 + 0.25 * replaced * replaced;
  CHECK(std::abs(scale * mean - shift) < 1e-14);
  CHECK(std::abs(scale * scale * (square - mean * mean) - 1) < 1e-14);
}
