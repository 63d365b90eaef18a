// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/rewrite/vectorise.hpp>

#include <cstdint>
#include <string>

#include <tapeless/expr/movement.hpp>
#include <tapeless/expr/operators.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/scan.hpp>
#include <tapeless/expr/vmap.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

#include "catch.hpp"
#include "passes/small_graph.hpp"

namespace tl = tapeless;

namespace {

template <class Y>
std::string vectorised() {
  const tl::ir::builder plain = tl::passes::tidy(tl::trace::expressions<Y>(true).graph.view());
  const tl::ir::builder made = tl::passes::vectorise(plain.view());
  return text_of(tl::passes::tidy(tl::passes::simplify(made.view()).view()));
}

constexpr tl::input<struct rows, tl::shape<3, 4>> rows{};
constexpr tl::input<struct chosen, tl::shape<3, 2>, std::int32_t> chosen{};
constexpr tl::input<struct start, tl::shape<3, 1, 2>> start{};
constexpr tl::input<struct steps, tl::shape<5, 1, 2>> steps{};

}  // namespace

TEST_CASE("vectorise: a parallel region becomes an axis, and a fold counts its axes behind it",
          "[passes][vectorise]") {
  constexpr auto f = tl::vmap([](auto row) { return tl::sum(tl::exp(row)); });
  CHECK(vectorised<decltype(f(rows))>() ==
        "region 0: 3 iterations in parallel\n"
        "%0 = input rows : [3, 4]\n"
        "%1 = exp %0 : [3, 4]\n"
        "%2 = reduce_sum %1 over 1 : [3, 1]\n"
        "%3 = reshape %2 : [3]\n"
        "return %3\n");
}

TEST_CASE("vectorise: what is the same in all iterations has no new axis", "[passes][vectorise]") {
  constexpr auto f =
      tl::vmap<true, false>([](auto row, auto all) { return row * tl::sum(tl::exp(all)); });
  CHECK(vectorised<decltype(f(rows, rows))>() ==
        "region 0: 3 iterations in parallel\n"
        "%0 = input rows : [3, 4]\n"
        "%1 = exp %0 : [3, 4]\n"
        "%2 = reduce_sum %1 over 0 1 : [1, 1]\n"
        "%3 = reshape %2 : []\n"
        "%4 = mul %0, %3 : [3, 4]\n"
        "return %4\n");
}

TEST_CASE("vectorise: a loop inside carries the new axis", "[passes][vectorise]") {
  constexpr auto f = tl::vmap<true, false>([](auto first, auto xs) {
    return tl::last(
        tl::scan([](auto h, auto x) { return tl::next(h * x); }, tl::from(first), tl::over(xs)));
  });
  CHECK(vectorised<decltype(f(start, steps))>() ==
        "region 0: 3 iterations in parallel\n"
        "region 1: 5 iterations\n"
        "%0 = input start : [3, 1, 2]\n"
        "%1 = input steps : [5, 1, 2]\n"
        "%2 = carry %0 of region 1 : [3, 1, 2]\n"
        "%3 = each %1 of region 1 : [1, 2]\n"
        "%4 = mul %2, %3 : [3, 1, 2]\n"
        "%5 = advance %2, %4 : [3, 1, 2]\n"
        "%6 = final %5 : [3, 1, 2]\n"
        "return %6\n");
}

TEST_CASE("vectorise: a region with an op without a rule stays a loop", "[passes][vectorise]") {
  constexpr auto f = tl::vmap([](auto row, auto at) { return tl::gather<0>(tl::exp(row), at); });
  CHECK(vectorised<decltype(f(rows, chosen))>() ==
        "region 0: 3 iterations in parallel\n"
        "%0 = input rows : [3, 4]\n"
        "%1 = input chosen : [3, 2] int32\n"
        "%2 = each %0 of region 0 : [4]\n"
        "%3 = each %1 of region 0 : [2] int32\n"
        "%4 = exp %2 : [4]\n"
        "%5 = gather %4, %3 axis 0 : [2]\n"
        "%6 = stack %5 of region 0 : [3, 2]\n"
        "return %6\n");
}
