// SPDX-License-Identifier: BSL-1.0
//
// (Values and gradients are compared with PyTorch in tests/goldens/norms.cpp.)
#include <tapeless/nn/layers/batch_norm.hpp>

#include <string_view>

#include <catch2/catch.hpp>

#include <tapeless/ir/print.hpp>
#include <tapeless/nn/layers/dense.hpp>
#include <tapeless/passes/fuse/fuse.hpp>
#include <tapeless/passes/rewrite/simplify.hpp>
#include <tapeless/passes/rewrite/tidy.hpp>
#include <tapeless/trace/trace.hpp>

namespace tl = tapeless;

namespace {
inline constexpr tl::input<struct x, tl::shape<16, 5>> x{};
constexpr auto norm = tl::batch_norm<>;
constexpr auto hidden = tl::dense<8>;
constexpr auto net = x >> hidden >> norm >> tl::relu;
}  // namespace

TEST_CASE("batch_norm: running statistics are states, changed in training only",
          "[nn][batch_norm]") {
  const auto count = [](const tl::ir::builder& g) {
    int n = 0;
    for (const tl::ir::node& each : g.nodes) n += tl::ir::is<tl::ops::assign_op>(each) ? 1 : 0;
    return n;
  };
  const auto training = tl::trace::expressions<decltype(net)>(true),
             inference = tl::trace::expressions<decltype(net)>(false);
  CHECK(count(training.graph) == 2);
  CHECK(count(inference.graph) == 0);
  for (const tl::ir::leaf& l : training.graph.leaves)
    if (l.name == std::string_view("running_var")) {
      CHECK(l.initial.a == 1);
      CHECK(l.shape == tl::shape<8>::value);
    }
}

TEST_CASE("batch_norm: in inference it runs where the product before it is made",
          "[nn][batch_norm]") {
  const auto traced = tl::trace::expressions<decltype(net)>(false);
  const tl::ir::builder simple = tl::passes::simplify(traced.graph.view()),
                        g = tl::passes::tidy(simple.view());
  const tl::ir::grouping groups = tl::passes::fuse(g.view(), tl::ir::host);
  REQUIRE(groups.groups.size() == 2);
  // scale and shift, a number per channel; then the product with all that follows
  CHECK(groups.groups[0].kind == tl::ir::group_kind::map);
  CHECK(groups.groups[0].shape == tl::shape<8>::value);
  CHECK(groups.groups[1].kind == tl::ir::group_kind::contraction);
  CHECK(groups.groups[1].members == 5);
}
