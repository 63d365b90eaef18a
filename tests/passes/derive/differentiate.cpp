// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/derive/differentiate.hpp>

#include <tapeless/ir/print.hpp>
#include <tapeless/ir/verify.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

/// d Σ f(x) / dx for x : [4].
template <class F>
constexpr auto gradient_text(F f) {
  tl::ir::builder b;
  tl::ir::leaf x;
  x.kind = tl::leaf_kind::input;
  x.shape.rank = 1;
  x.shape[0] = 4;
  x.name = "x";
  b.leaves.push_back(x);
  const tl::ir::value at = b.of(b.read(0)), y = tl::ir::sum_to(f(at), {});
  b.results.push_back(b.emit(tl::ops::code_of<tl::ops::gradient_op>, {y.id, at.id, -1}));
  const tl::ir::builder d = tl::passes::differentiate(b.view());
  tl::ir::graph_requires(tl::ir::verify_graph(d.view()).empty(), "verify_graph");
  return tl::ir::print(d.view());
}

}  // namespace

TEST_CASE("differentiate: tanh reuses its result", "[passes][differentiate]") {
  constexpr auto actual = gradient_text(
      [](tl::ir::value x) { return tl::ir::emit(tl::ops::code_of<tl::ops::tanh_op>, x); });
  CHECK(actual.view() ==
        "%0 = input x : [4]\n"
        "%1 = tanh %0 : [4]\n"
        "%2 = reduce_sum %1 over 0 : [1]\n"
        "%3 = reshape %2 : []\n"
        "%4 = constant 1 : []\n"
        "%5 = convert %4 : []\n"
        "%6 = reshape %5 : [1]\n"
        "%7 = broadcast %6 : [4]\n"
        "%8 = mul %1, %1 : [4]\n"
        "%9 = sub %4, %8 : [4]\n"
        "%10 = mul %7, %9 : [4]\n"
        "return %10\n");
}

TEST_CASE("differentiate: a value used twice receives the sum of its cotangents",
          "[passes][differentiate]") {
  constexpr auto actual = gradient_text([](tl::ir::value x) { return tl::ir::sin(x) * x; });
  CHECK(actual.view() ==
        "%0 = input x : [4]\n"
        "%1 = sin %0 : [4]\n"
        "%2 = mul %1, %0 : [4]\n"
        "%3 = reduce_sum %2 over 0 : [1]\n"
        "%4 = reshape %3 : []\n"
        "%5 = constant 1 : []\n"
        "%6 = convert %5 : []\n"
        "%7 = reshape %6 : [1]\n"
        "%8 = broadcast %7 : [4]\n"
        "%9 = mul %8, %0 : [4]\n"
        "%10 = mul %8, %1 : [4]\n"
        "%11 = cos %0 : [4]\n"
        "%12 = mul %9, %11 : [4]\n"
        "%13 = add %10, %12 : [4]\n"
        "return %13\n");
}
