// SPDX-License-Identifier: BSL-1.0
#include <tapeless/expr/effects.hpp>

#include <catch2/catch.hpp>

#include <tapeless/expr/call.hpp>
#include <tapeless/expr/reductions.hpp>
#include <tapeless/expr/transformations.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/trace/trace.hpp>

namespace tl = tapeless;

namespace {
inline constexpr tl::input<struct x, tl::shape<4>> x{};
inline constexpr tl::state<struct count, tl::shape<>> count{};

constexpr auto counted =
    tl::after(tl::square(x), tl::assign(count, count + tl::constant<1.0>)) + tl::constant<2.0>;

constexpr auto penalised = [](auto h) { return tl::add_loss(tl::tanh(h), tl::mean(h * h)); };
constexpr auto doubly = x >> penalised >> penalised;
}  // namespace

TEST_CASE("after: the assignment is traced, the value is y", "[trace][effects]") {
  static constexpr auto text =
      tl::ir::print<512>(tl::trace::expressions<decltype(counted)>().graph.view());
  CHECK(text.view() ==
        "%0 = input x : [4]\n"
        "%1 = mul %0, %0 : [4]\n"
        "%2 = state count : []\n"
        "%3 = constant 1 : []\n"
        "%4 = add %2, %3 : []\n"
        "%5 = assign %2, %4 : []\n"
        "%6 = constant 2 : []\n"
        "%7 = add %1, %6 : [4]\n"
        "return %7\n");
}

TEST_CASE("total_loss: terms of all that the loss is made of, each once", "[trace][effects]") {
  const auto terms = [](const auto& traced) {
    int n = 0;
    for (const tl::ir::node& each : traced.graph.nodes)
      n += tl::ir::is<tl::ops::add_op>(each) && each.shape.rank == 0 ? 1 : 0;
    return n;
  };
  constexpr auto loss = tl::sum(doubly) + tl::sum(tl::square(doubly));
  CHECK(terms(tl::trace::expressions<decltype(tl::total_loss(loss))>()) == 3);
  CHECK(terms(tl::trace::expressions<decltype(loss)>()) == 1);
  // a term belongs to what is made of its value, and to nothing else
  constexpr auto other = tl::sum(x);
  const auto both = tl::trace::expressions<decltype(doubly), decltype(tl::total_loss(other))>();
  CHECK(terms(both) == 0);
}

TEST_CASE("total_loss: a sum like any other", "[trace][effects]") {
  static constexpr auto text = tl::ir::print<512>(
      tl::trace::expressions<decltype(tl::total_loss(tl::sum(x >> penalised)))>().graph.view());
  CHECK(text.view() ==
        "%0 = input x : [4]\n"
        "%1 = tanh %0 : [4]\n"
        "%2 = mul %0, %0 : [4]\n"
        "%3 = reduce_sum %2 over 0 : [1]\n"
        "%4 = constant 0.25 : []\n"
        "%5 = mul %3, %4 : [1]\n"
        "%6 = reshape %5 : []\n"
        "%7 = reduce_sum %1 over 0 : [1]\n"
        "%8 = reshape %7 : []\n"
        "%9 = add %8, %6 : []\n"
        "return %9\n");
}
