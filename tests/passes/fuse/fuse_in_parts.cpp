// SPDX-License-Identifier: BSL-1.0
#include <tapeless/passes/fuse/fuse_in_parts.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <tapeless/compile/rule.hpp>
#include <tapeless/core/text_writer.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/ir/print_plan.hpp>
#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/dense.hpp>
#include <tapeless/nn/layers/layer_norm.hpp>
#include <tapeless/nn/layers/recurrent.hpp>
#include <tapeless/nn/losses/cross_entropy.hpp>
#include <tapeless/nn/optimisers/adam.hpp>

#include "catch.hpp"
#include "step_of.hpp"

namespace tl = tapeless;

namespace {

constexpr tl::input<struct x, tl::shape<4, 5, 6>> x{};
constexpr tl::target<struct t, tl::shape<4>, std::int32_t> t{};
constexpr auto net = tl::residual(tl::dense<6> >> tl::gelu) >> tl::layer_norm<> >>
                     tl::gru<7, tl::recurrent{.last_step = true}> >> tl::dense<3>;
using loss = decltype(tl::softmax_cross_entropy(x >> net, t));
using rule = tl::traced_rule<tl::adamw>;

std::string text_of(tl::ir::graph_view g, tl::ir::grouping_view grouped) {
  std::string out;
  const auto sink = [&](std::string_view piece) { out += piece; };
  tl::core::text_writer writer(sink);
  tl::ir::print_groups(writer, g, grouped);
  return out;
}

}  // namespace

TEST_CASE("fuse: in parts it decides the same", "[passes][fuse]") {
  const tl::ir::builder step =
      step_of(tl::trace::expressions<loss>(true).graph.view(), rule::value, rule::groups);
  const tl::ir::graph_view g = step.view();
  constexpr tl::ir::graph_extent room{1000, 100, 100, 4, 4};  // the state's
  REQUIRE(step.extent().within(room));
  const std::string whole = text_of(g, tl::passes::fuse(g, tl::ir::host));
  for (int size : {1, 7, 100, 999}) {
    auto state = tl::passes::start_fusing<room>(g, tl::ir::host);
    for (int first = 0; first < g.size(); first += size)
      state = tl::passes::go_on_fusing<room>(g, tl::ir::host, state, first,
                                             std::min(first + size, g.size()));
    CHECK(text_of(g, tl::passes::finish_fusing<room>(g, tl::ir::host, state)) == whole);
  }
}
