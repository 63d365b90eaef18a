// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/rewrite/replicate.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

#include <tapeless/expr/derivatives.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

#include "catch.hpp"
#include "passes/run_plan.hpp"

namespace tl = tapeless;

namespace {

constexpr int copies = 3;

template <class Shape>
using numbers = tl::input<struct x, Shape, double>;
using indices = tl::input<struct rows, tl::shape<4>, std::int32_t>;

/// Some numbers between -1 and 1, or small integers.
double number(std::size_t i, tl::element type) {
  return type == tl::element::int32 ? static_cast<double>(i * 5 % 3)
                                    : static_cast<double>((i * 37 + 11) % 64) / 32 - 1;
}

/// Whether the results, and what is assigned, of all copies at once are those of every copy alone.
template <class... Output>
void check(const char* what) {
  INFO(what);
  const tl::ir::builder step =
      tl::passes::differentiate(tl::trace::expressions<Output...>(true).graph.view());
  const tl::ir::builder several = tl::passes::replicate(step.view(), copies);
  REQUIRE(several.problem.what == tl::ir::graph_problem::kind::none);
  REQUIRE(tl::ir::verify_graph(several.view()) == "");
  const auto finished = [](const tl::ir::builder& b) {
    return tl::passes::tidy(tl::passes::simplify(b.view()).view());
  };
  const tl::ir::builder alone = finished(step), together = finished(several);
  plan_run all(together.view());
  REQUIRE(all.problem() == "");

  const auto is_copied = [](const tl::ir::leaf& l) {
    return l.kind == tl::leaf_kind::parameter || l.kind == tl::leaf_kind::state;
  };
  const auto values = [&](int l, int copy) {
    const tl::ir::leaf& is = alone.leaves[l];
    std::vector<double> out;
    for (int i = 0; i < is.shape.count(); ++i)
      out.push_back(number(static_cast<std::size_t>(i + 100 * l + 1000 * copy), is.type));
    return out;
  };
  for (int l = 0; l < alone.leaves.size(); ++l) {
    std::vector<double> of_all;
    for (int i = 0; i < alone.leaves[l].shape.count(); ++i)
      for (int c = 0; c < (is_copied(alone.leaves[l]) ? copies : 1); ++c)
        of_all.push_back(values(l, c)[static_cast<std::size_t>(i)]);
    all.set_leaf(l, of_all);
  }
  all.step();

  for (int c = 0; c < copies; ++c) {
    plan_run one(alone.view());
    for (int l = 0; l < alone.leaves.size(); ++l)
      one.set_leaf(l, values(l, is_copied(alone.leaves[l]) ? c : 0));
    one.step();
    const auto compare = [&](const auto& of_one, const auto& of_all) {
      REQUIRE(of_all.size() == of_one.size() * copies);
      for (std::size_t i = 0; i < of_one.size(); ++i)
        CHECK(of_all[i * copies + static_cast<std::size_t>(c)] ==
              Approx(of_one[i]).epsilon(1e-9).margin(1e-9));
    };
    for (int r = 0; r < alone.results.size(); ++r) compare(one.result(r), all.result(r));
    for (int l = 0; l < alone.leaves.size(); ++l)
      if (is_copied(alone.leaves[l])) compare(one.leaf(l), all.leaf(l));
  }
}

/// A layer's value and the gradients of all its parameters.
template <class X, class F>
void check_layer(const char* what, X, F) {
  using y = decltype(X{} >> F{});
  check<y, decltype(tl::gradients(tl::sum(tl::square(y{}))))>(what);
}

}  // namespace

TEST_CASE("replicate: the copies are the last axis, a product is sums of products",
          "[passes][replicate]") {
  using w = tl::parameter<struct weight, tl::shape<2, 4>>;
  using y = decltype(tl::tanh(tl::matmul(tl::input<struct in, tl::shape<3, 2>>{}, w{})));
  using doubled = decltype(tl::assign(w{}, w{} + w{}));
  const auto several = tl::passes::replicate(tl::trace::expressions<y, doubled>().graph.view(), 8);
  CHECK(tl::ir::print<1024>(several.view()).view() ==
        "%0 = input in : [3, 2]\n"
        "%1 = parameter weight : [2, 4, 8]\n"
        "%2 = reshape %0 : [3, 2, 1]\n"
        "%3 = reshape %2 : [3, 2, 1, 1]\n"
        "%4 = reshape %1 : [1, 2, 4, 8]\n"
        "%5 = mul %3, %4 : [3, 2, 4, 8]\n"
        "%6 = reduce_sum %5 over 1 : [3, 1, 4, 8]\n"
        "%7 = reshape %6 : [3, 4, 8]\n"
        "%8 = tanh %7 : [3, 4, 8]\n"
        "%9 = add %1, %1 : [2, 4, 8]\n"
        "%10 = assign %1, %9 : [2, 4, 8]\n"
        "return %8, %10\n");
}

TEST_CASE("replicate: every copy is what it is alone", "[passes][replicate]") {
  constexpr auto hidden = tl::dense<5>;
  constexpr auto narrow = tl::dense<4>;
  constexpr auto norm = tl::layer_norm<>;
  constexpr auto by_batch = tl::batch_norm<>;
  constexpr numbers<tl::shape<4, 6>> x{};
  constexpr numbers<tl::shape<2, 5, 6>> sequence{};
  check_layer("dense layers and a norm", x, hidden >> norm >> tl::tanh >> narrow >> tl::softmax);
  check_layer("statistics", x, hidden >> by_batch >> tl::relu);
  check_layer("attention", sequence, tl::multi_head_attention<2>);
  check_layer("a loop", sequence, tl::lstm<3>);
  check_layer("a table", indices{}, tl::embedding<3, 2, tl::no_padding, tl::init::zeros, double>);
  check_layer(
      "movement", sequence, narrow >> [](auto y) {
        const auto padded = tl::pad<1, 1, 2>(tl::reverse<1>(y));
        return tl::concat<2>(
            tl::slice<1, 0, 7, 2>(padded),
            tl::max(padded, tl::axis<1>, tl::keep_dims) * tl::slice<1, 1, 5>(padded));
      });
  check_layer("windows", sequence, narrow >> tl::max_pool1d<2>);
}

TEST_CASE("replicate: a convolution has no copies, and is named", "[passes][replicate]") {
  using y = decltype(numbers<tl::shape<2, 5, 6>>{} >> tl::conv1d<4, 3>);
  const auto several = tl::passes::replicate(tl::trace::expressions<y>().graph.view(), copies);
  CHECK(several.problem.what == tl::ir::graph_problem::kind::op_without_copies);
  CHECK(several.problem.name == "convolve");
  CHECK(tl::ir::verify_graph(several.view()) == "");
}
