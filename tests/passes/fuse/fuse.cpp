// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/fuse/fuse.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

#include <tapeless/expr/reductions.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/passes/derive/differentiate.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

#include "catch.hpp"
#include "passes/run_plan.hpp"

namespace tl = tapeless;

namespace {

template <class... Y>
tl::ir::builder prepared() {
  const auto traced = tl::trace::expressions<Y...>(true);
  const tl::ir::builder d = tl::passes::differentiate(traced.graph.view()),
                        s = tl::passes::simplify(d.view());
  tl::ir::builder o = tl::passes::tidy(s.view());
  REQUIRE(tl::ir::verify_graph(o.view()) == "");
  return o;
}

/// One line a group: its kind, and the ops of its members; those that go to memory have a star.
std::string groups_of(const tl::ir::builder& b) {
  const plan_run run(b.view());
  REQUIRE(run.problem() == "");
  const tl::ir::grouping& grouped = run.groups();
  std::string out;
  for (int k = 0; k < grouped.groups.size(); ++k) {
    const char* kinds[] = {"map", "fold", "contraction", "copy"};
    out += std::string(kinds[static_cast<int>(grouped.groups[k].kind)]) + ":";
    for (int i = 0; i < b.size(); ++i)
      if (grouped[i].group == k)
        out += " " + std::string(tl::ops::facts_of(b[i].op).name) + (grouped[i].stored ? "*" : "");
    out += '\n';
  }
  return out;
}

inline constexpr tl::input<struct images, tl::shape<2, 3>> images{};
inline constexpr tl::target<struct digit, tl::shape<2>, std::int32_t> digit{};

}  // namespace

TEST_CASE("fuse: a chain of elementwise ops is one loop", "[passes][fuse]") {
  CHECK(groups_of(prepared<decltype(tl::exp(tl::sin(images)) * images)>()) ==
        "map: sin exp mul*\n");
}

TEST_CASE("fuse: softmax is one pass over each row", "[passes][fuse]") {
  CHECK(groups_of(prepared<decltype(tl::softmax(images))>()) ==
        "fold: reduce_max sub exp reduce_sum reciprocal mul*\n");
}

TEST_CASE("fuse: a layer's bias and activation run on the product's result", "[passes][fuse]") {
  CHECK(groups_of(prepared<decltype(images >> tl::dense<4> >> tl::tanh)>()) ==
        "contraction: contract add tanh*\n");
}

TEST_CASE("fuse: loss and its gradient are one pass over each row", "[passes][fuse]") {
  constexpr auto mlp = tl::dense<4> >> tl::tanh >> tl::dense<2>;
  using loss = decltype(tl::softmax_cross_entropy(images >> mlp, digit));
  CHECK(groups_of(prepared<loss, decltype(tl::gradients(loss{}))>()) ==
        "contraction: contract add tanh*\n"
        "contraction: contract add*\n"
        "fold: reduce_max sub exp reduce_sum log equal select reduce_sum sub* select div mul add*\n"
        "fold: reduce_sum mul*\n"
        "fold: reduce_sum*\n"
        "contraction: contract mul sub mul*\n"
        "contraction: contract*\n"
        "fold: reduce_sum*\n"
        "contraction: contract*\n");
}
