// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/rewrite/hoist.hpp>

#include <string>

#include <tapeless/expr/derivatives.hpp>
#include <tapeless/expr/matmul.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/scan.hpp>
#include <tapeless/expr/vmap.hpp>
#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

#include "catch.hpp"
#include "passes/small_graph.hpp"

namespace tl = tapeless;

namespace {

tl::ir::builder clean(tl::ir::graph_view g) {
  return tl::passes::tidy(tl::passes::simplify(g).view());
}
template <class Y>
tl::ir::builder before_hoist() {
  return clean(tl::passes::differentiate(tl::trace::expressions<Y>(true).graph.view()).view());
}
template <class Y>
std::string hoisted() {
  return text_of(clean(tl::passes::hoist(before_hoist<Y>().view()).view()));
}

constexpr tl::input<struct start, tl::shape<1, 2>> start{};
constexpr tl::input<struct steps, tl::shape<3, 1, 2>> steps{};
constexpr tl::input<struct rows, tl::shape<3, 4>> rows{};
constexpr tl::parameter<struct weight, tl::shape<2, 2>> weight{};
constexpr tl::parameter<struct scale, tl::shape<4>> scale{};

}  // namespace

TEST_CASE("hoist: a weight's gradient is one product over all steps", "[passes][hoist]") {
  constexpr auto run =
      tl::scan([](auto h, auto x, auto w) { return tl::next(tl::matmul(h, w) * x); },
               tl::from(start), tl::over(steps), tl::common(weight));
  CHECK(hoisted<decltype(tl::gradient(tl::sum(tl::last(run)), weight))>() ==
        "region 0: 3 iterations\n"
        "region 1: 3 iterations in reverse\n"
        "%0 = constant 1 : []\n"
        "%1 = input start : [1, 2]\n"
        "%2 = input steps : [3, 1, 2]\n"
        "%3 = parameter weight : [2, 2]\n"
        "%4 = carry %1 of region 0 : [1, 2]\n"
        "%5 = each %2 of region 0 : [1, 2]\n"
        "%6 = contract %4, %3 : [1, 2]\n"
        "%7 = mul %5, %6 : [1, 2]\n"
        "%8 = advance %4, %7 : [1, 2]\n"
        "%9 = stack %4 of region 0 : [3, 1, 2]\n"
        "%10 = permute %3 axes 1 0 : [2, 2]\n"
        "%11 = broadcast %0 : [1, 2]\n"
        "%12 = reshape %9 : [3, 2]\n"
        "%13 = carry %11 of region 1 : [1, 2]\n"
        "%14 = each %2 of region 1 : [1, 2]\n"
        "%15 = mul %13, %14 : [1, 2]\n"
        "%16 = contract %15, %10 : [1, 2]\n"
        "%17 = advance %13, %16 : [1, 2]\n"
        "%18 = stack %15 of region 1 : [3, 1, 2]\n"
        "%19 = reshape %18 : [3, 2]\n"
        "%20 = permute %12 axes 1 0 : [2, 3]\n"
        "%21 = contract %20, %19 : [2, 2]\n"
        "return %21\n");
}

TEST_CASE("hoist: nothing is summed in a region whose iterations run in parallel",
          "[passes][hoist]") {
  constexpr auto per_row = tl::vmap<true, false>(
      [](auto row, auto s) { return tl::sum(tl::exp(row * s)); })(rows, scale);
  CHECK(hoisted<decltype(tl::gradient(tl::sum(per_row), scale))>() ==
        "region 0: 3 iterations in parallel\n"
        "region 1: 3 iterations in reverse in parallel\n"
        "%0 = input rows : [3, 4]\n"
        "%1 = parameter scale : [4]\n"
        "%2 = each %0 of region 0 : [4]\n"
        "%3 = mul %1, %2 : [4]\n"
        "%4 = exp %3 : [4]\n"
        "%5 = stack %4 of region 0 : [3, 4]\n"
        "%6 = each %5 of region 1 : [4]\n"
        "%7 = each %0 of region 1 : [4]\n"
        "%8 = mul %6, %7 : [4]\n"
        "%9 = stack %8 of region 1 : [3, 4]\n"
        "%10 = reduce_sum %9 over 0 : [1, 4]\n"
        "%11 = reshape %10 : [4]\n"
        "return %11\n");
}

TEST_CASE("hoist: a sum of elements stays in a loop that runs in order", "[passes][hoist]") {
  constexpr auto total = tl::last(
      tl::scan([](auto sum, auto x) { return tl::next(sum + x * x); },
               tl::from(tl::broadcast_to<tl::shape<1, 2>>(tl::constant<0.0>)), tl::over(steps)));
  const tl::ir::builder before = before_hoist<decltype(total)>();
  CHECK(text_of(before) ==
        "region 0: 3 iterations\n"
        "%0 = constant 0 : []\n"
        "%1 = input steps : [3, 1, 2]\n"
        "%2 = broadcast %0 : [1, 2]\n"
        "%3 = carry %2 of region 0 : [1, 2]\n"
        "%4 = each %1 of region 0 : [1, 2]\n"
        "%5 = mul %4, %4 : [1, 2]\n"
        "%6 = add %3, %5 : [1, 2]\n"
        "%7 = advance %3, %6 : [1, 2]\n"
        "%8 = final %7 : [1, 2]\n"
        "return %8\n");
  CHECK(hoisted<decltype(total)>() == text_of(before));
}
