// SPDX-License-Identifier: BSL-1.0
#include <tapeless/trace/trace.hpp>

#include <cstddef>

#include <tapeless/expr/reductions.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

inline constexpr tl::input<struct images, tl::shape<2, 3>> images{};

template <class... Y>
constexpr auto text_of(bool training) {
  const auto traced = tl::trace::expressions<Y...>(training);
  tl::ir::graph_requires(tl::ir::verify_graph(traced.graph.view()).empty(), "verify_graph");
  return tl::ir::print(traced.graph.view());
}

}  // namespace

TEST_CASE("trace: parameters are named by where they stand, by name, or once if shared",
          "[trace]") {
  constexpr auto net = tl::named<struct encoder>(tl::dense<4> >> tl::tanh) >>
                       tl::shared(tl::dense<4> >> tl::relu) >>
                       tl::shared(tl::dense<4> >> tl::relu) >> tl::residual(tl::dense<4>);
  constexpr auto actual = text_of<decltype(images >> net)>(true);
  CHECK(actual.view() ==
        "%0 = input images : [2, 3]\n"
        "%1 = parameter encoder.0.weight : [3, 4]\n"
        "%2 = contract %0, %1 : [2, 4]\n"
        "%3 = parameter encoder.0.bias : [4]\n"
        "%4 = add %2, %3 : [2, 4]\n"
        "%5 = tanh %4 : [2, 4]\n"
        "%6 = parameter 1.0.weight : [4, 4]\n"
        "%7 = contract %5, %6 : [2, 4]\n"
        "%8 = parameter 1.0.bias : [4]\n"
        "%9 = add %7, %8 : [2, 4]\n"
        "%10 = relu %9 : [2, 4]\n"
        "%11 = contract %10, %6 : [2, 4]\n"
        "%12 = add %11, %8 : [2, 4]\n"
        "%13 = relu %12 : [2, 4]\n"
        "%14 = parameter 3.weight : [4, 4]\n"
        "%15 = contract %13, %14 : [2, 4]\n"
        "%16 = parameter 3.bias : [4]\n"
        "%17 = add %15, %16 : [2, 4]\n"
        "%18 = add %13, %17 : [2, 4]\n"
        "return %18\n");
}

TEST_CASE("trace: dropout draws numbers in training only, each layer its own", "[trace]") {
  constexpr auto net = tl::dropout<0.5> >> tl::dropout<0.5>;
  constexpr auto quiet = text_of<decltype(images >> net)>(false);
  CHECK(quiet.view() == "%0 = input images : [2, 3]\nreturn %0\n");
  constexpr auto training = text_of<decltype(images >> net)>(true);
  CHECK(training.view().find("stream 0") != std::string_view::npos);
  CHECK(training.view().find("stream 1") != std::string_view::npos);
}

TEST_CASE("trace: a value that is written twice exists once", "[trace]") {
  constexpr auto actual =
      text_of<decltype(tl::exp(images) * tl::exp(images)), decltype(tl::exp(images))>(true);
  CHECK(actual.view() ==
        "%0 = input images : [2, 3]\n"
        "%1 = exp %0 : [2, 3]\n"
        "%2 = mul %1, %1 : [2, 3]\n"
        "return %2, %1\n");
}
