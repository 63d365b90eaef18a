// SPDX-License-Identifier: BSL-1.0
//
// Five steps of every optimiser on every network, against PyTorch: the passes run here, and their plans are
// read, not compiled (run_plan.hpp). networks.cpp has compiled programs.
#include <string>
#include <vector>

#include <tapeless/compile/rule.hpp>
#include <tapeless/ir/verify.hpp>

#include "../catch.hpp"
#include "../passes/run_plan.hpp"
#include "networks.hpp"

namespace tl = tapeless;

namespace {

/// The training step of a traced loss with an optimiser's rule, as the pipeline makes it.
tl::builder step_of(tl::graph_view loss, tl::graph_view rule) {
  const tl::builder updated = tl::apply_updates(loss, rule);
  REQUIRE(tl::verify_graph(updated.view()) == "");
  const tl::builder differentiated = tl::differentiate(updated.view());
  REQUIRE(tl::verify_graph(differentiated.view()) == "");
  const tl::builder simplified = tl::simplify(differentiated.view());
  REQUIRE(tl::verify_graph(simplified.view()) == "");
  const tl::builder tidied = tl::tidy(simplified.view());
  REQUIRE(tl::verify_graph(tidied.view()) == "");
  return tidied;
}

template <class Optimiser>
void check(tl::graph_view loss, const golden::file& values, const golden::file& steps,
           const Optimiser& optimiser, double tolerance) {
  const tl::builder step = step_of(loss, tl::traced_rule<Optimiser>::value);
  const tl::graph_view g = step.view();
  plan_run run(g);
  for (int l = 0; l < g.leaves.size(); ++l)
    run.set_leaf(l, networks::first_value(g, g.leaves[l], values));
  for (int n = 1; n <= 5; ++n) {
    const std::string prefix = "step" + std::to_string(n) + "/";
    for (int l = 0; l < g.leaves.size(); ++l)
      if (g.leaves[l].kind == tl::leaf_kind::option)
        run.set_leaf(l, {networks::option_value(optimiser, g.leaves[l].name, n)});
    run.step();
    INFO(prefix);
    CHECK(networks::relative(run.result(0), steps[prefix + "loss"]) < tolerance);
    for (int l = 0; l < g.leaves.size(); ++l) {
      if (g.leaves[l].kind != tl::leaf_kind::parameter) continue;
      const std::string path = networks::path_of(g, g.leaves[l]);
      INFO(path);
      CHECK(networks::relative(run.leaf(l), networks::in_our_layout(steps, prefix + path)) <
            tolerance);
    }
  }
}

}  // namespace

TEST_CASE("optimisers: five steps on every network are PyTorch's", "[goldens][optimisers]") {
  networks::for_each_network([]<template <class> class Network>(const std::string& network) {
    INFO(network);
    const golden::file values{"networks/" + network + "/values"};
    const auto traced = tl::trace<typename Network<double>::loss>(false);
    REQUIRE(tl::verify_graph(traced.graph.view()) == "");
    networks::for_each_optimiser([&](const std::string& name, const auto& optimiser) {
      INFO(name);
      // clipped gradients of `binary` come near Adam's epsilon, where the step is ill-conditioned
      const bool ill = network == "binary" && name == "adamw_clip_norm";
      check(traced.graph.view(), values, golden::file{"networks/" + network + "/" + name},
            optimiser, ill ? 1e-9 : 1e-10);
    });
  });
}
