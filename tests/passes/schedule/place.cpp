// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/schedule/place.hpp>

#include <string>

#include <tapeless/expr/effects.hpp>
#include <tapeless/expr/matmul.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/scan.hpp>
#include <tapeless/ir/print_plan.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

#include "catch.hpp"
#include "passes/run_plan.hpp"

namespace tl = tapeless;

namespace {

template <class... Y>
tl::ir::builder prepared() {
  return tl::passes::tidy(
      tl::passes::simplify(tl::trace::expressions<Y...>(true).graph.view()).view());
}

/// What lies where, and how long.
template <class... Y>
std::string placed() {
  const tl::ir::builder b = prepared<Y...>();
  const plan_run run(b.view());
  REQUIRE(run.problem() == "");
  tl::core::text<8192> out;
  tl::ir::print_memory(out, b.view(), run.launches().view(), run.places().bytes);
  return std::string(out.view());
}

constexpr tl::input<struct x, tl::shape<4, 4>> x{};
constexpr tl::parameter<struct w, tl::shape<4, 4>> w{};
constexpr tl::state<struct mean_so_far, tl::shape<4>> mean_so_far{};

constexpr auto twice(auto y) { return tl::matmul(tl::matmul(y, w), w); }

}  // namespace

TEST_CASE("place: parameters, states, inputs and results each have a space", "[passes][place]") {
  const auto average = tl::mean(x, tl::axis<0>);
  CHECK(placed<decltype(tl::matmul(x, w)), decltype(tl::assign(mean_so_far, average))>() ==
        "     offset       bytes  launches  holds\n"
        "parameters: 64 bytes\n"
        "          0          64  always    parameter w : [4, 4]\n"
        "states: 64 bytes\n"
        "          0          16  always    state mean_so_far : [4]\n"
        "io: 128 bytes\n"
        "          0          64  always    input x : [4, 4]\n"
        "         64          64  0-end     %3 : [4, 4]\n"
        "all: 256 bytes, of which 0 are free between runs\n");
}

TEST_CASE("place: buffers share memory when their lives do not meet", "[passes][place]") {
  CHECK(placed<decltype(twice(twice(x)))>() ==
        "     offset       bytes  launches  holds\n"
        "parameters: 64 bytes\n"
        "          0          64  always    parameter w : [4, 4]\n"
        "io: 128 bytes\n"
        "          0          64  always    input x : [4, 4]\n"
        "         64          64  3-end     %5 : [4, 4]\n"
        "scratch: 128 bytes\n"
        "          0          64  0-1       %2 : [4, 4]\n"
        "          0          64  2-3       %4 : [4, 4]\n"
        "         64          64  1-2       %3 : [4, 4]\n"
        "all: 320 bytes, of which 128 are free between runs\n");
}

TEST_CASE("place: what a loop reads of the outside lives through all of its iterations",
          "[passes][place]") {
  const auto run =
      tl::scan([](auto h, auto row, auto m) { return tl::next(tl::matmul(h, m) * row); },
               tl::from(x), tl::over(x), tl::common(tl::matmul(w, w)));
  CHECK(placed<decltype(tl::matmul(tl::last(run), w))>() ==
        "     offset       bytes  launches  holds\n"
        "parameters: 64 bytes\n"
        "          0          64  always    parameter w : [4, 4]\n"
        "io: 128 bytes\n"
        "          0          64  always    input x : [4, 4]\n"
        "         64          64  4-end     %9 : [4, 4]\n"
        "scratch: 192 bytes\n"
        "          0          64  0-3       %2 : [4, 4]\n"
        "         64          64  1-4       %3 : [4, 4]\n"
        "        128          64  2-3       %6 : [4, 4]\n"
        "all: 384 bytes, of which 192 are free between runs\n");
}
