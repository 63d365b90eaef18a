// SPDX-License-Identifier: BSL-1.0
//
// Ten steps of every optimiser on every network, against PyTorch: the passes run here, and their plans are read in double
// and in float, not compiled (run_plan.hpp). networks.cpp has compiled programs.
#include <string>
#include <vector>

#include <tapeless/compile/rule.hpp>

#include "catch.hpp"
#include "layers.hpp"
#include "networks.hpp"
#include "passes/run_plan.hpp"
#include "step_of.hpp"

namespace tl = tapeless;

namespace {

/// Steps against a file's arrays "PREFIXstepN/…"; it has the parameters after some.
template <class Optimiser>
void check_steps(tl::ir::graph_view g, const golden::file& values, const golden::file& steps,
                 const Optimiser& optimiser, double tolerance, const std::string& all) {
  plan_run run(g);
  for (int l = 0; l < g.leaves.size(); ++l)
    run.set_leaf(l, networks::first_value(g, g.leaves[l], values));
  for (int n = 1; n <= 10; ++n) {
    const std::string prefix = all + "step" + std::to_string(n) + "/";
    for (int l = 0; l < g.leaves.size(); ++l)
      if (g.leaves[l].kind == tl::leaf_kind::option)
        run.set_leaf(l, {networks::option_value(optimiser, g.leaves[l], n)});
    run.step();
    INFO(prefix);
    CHECK(networks::relative(run.result(0), steps[prefix + "loss"]) < tolerance);
    for (int l = 0; l < g.leaves.size(); ++l) {
      const tl::ir::leaf& leaf = g.leaves[l];
      std::string name = prefix;
      if (leaf.kind == tl::leaf_kind::parameter)
        name += networks::path_of(g, leaf);
      else if (leaf.owner >= 0 && leaf.name == "average")
        name += "average/" + networks::path_of(g, g.leaves[leaf.owner]);
      else
        continue;
      if (!steps.contains(name)) continue;
      INFO(name);
      CHECK(networks::relative(run.leaf(l), networks::in_our_layout(steps, name)) < tolerance);
    }
  }
}

/// The step of a loss in float, and the same in double.
template <class Optimiser>
void check(tl::ir::graph_view loss, const golden::file& values, const golden::file& steps,
           const Optimiser& optimiser, double in_double, double in_float,
           const std::string& all = "") {
  using rule = tl::traced_rule<Optimiser>;
  const tl::ir::builder step = step_of(loss, rule::value, rule::groups);
  check_steps(golden_layers::in_double(step.view()).view(), values, steps, optimiser, in_double,
              all);
  INFO("in float");
  check_steps(step.view(), values, steps, optimiser, in_float, all);
}

/// The parameters of mlp_smooth's last layer.
struct last {
  static constexpr bool holds(const auto& parameter) { return parameter.is_in("4"); }
};

}  // namespace

TEST_CASE("optimisers: ten steps on every network are PyTorch's", "[goldens][optimisers]") {
  networks::for_each_network([]<template <class> class Network>(const std::string& network) {
    INFO(network);
    const golden::file values{"networks/" + network + "/values"};
    const auto traced = tl::trace::expressions<typename Network<float>::loss>(false);
    REQUIRE(tl::ir::verify_graph(traced.graph.view()) == "");
    networks::for_each_optimiser([&](const std::string& name, const auto& optimiser) {
      INFO(name);
      // clipped gradients of `binary` come near Adam's epsilon, where the step is ill-conditioned
      const bool ill = network == "binary" && name == "adamw_clip_norm";
      check(traced.graph.view(), values, golden::file{"networks/" + network + "/" + name},
            optimiser, ill ? 1e-9 : 1e-10, 1e-5);
    });
  });
}

TEST_CASE("optimisers: ten steps of the others are PyTorch's", "[goldens][optimisers]") {
  const golden::file values{"networks/mlp_smooth/values"}, steps{"training/optimisers"};
  const auto traced = tl::trace::expressions<typename networks::mlp_smooth<float>::loss>(false);
  const auto ten = [&](const std::string& name, const auto& optimiser) {
    INFO(name);
    check(traced.graph.view(), values, steps, optimiser, 1e-10, 1e-5, name + "/");
  };
  ten("adadelta", tl::adadelta{});
  ten("adadelta_decay", tl::adadelta{.learning_rate = 0.5, .rho = 0.75, .weight_decay = 0.0625});
  ten("adamax", tl::adamax{.weight_decay = 0.0625});
  ten("nadam", tl::nadam{});
  ten("nadam_decay",
      tl::nadam{.learning_rate = 0.0078125, .weight_decay = 0.0625, .momentum_decay = 0.25});
  ten("radam", tl::radam{.learning_rate = 0.0078125, .weight_decay = 0.0625});
  ten("asgd", tl::asgd{.learning_rate = 0.125,
                       .lambda = 0.0625,
                       .power = 0.5,
                       .averaging_start = 4,
                       .weight_decay = 0.0625});
  ten("rprop", tl::rprop{});
  ten("lion", tl::lion{.learning_rate = 0.0078125, .weight_decay = 0.0625});
  ten("lamb", tl::lamb{.learning_rate = 0.0078125, .weight_decay = 0.0625});
  constexpr tl::sgd sgd{.learning_rate = 0.125};
  ten("ema", tl::ema{sgd, 0.75});
  ten("swa", tl::swa{sgd, 3, 2});
  ten("lookahead", tl::lookahead{sgd, 3});
  constexpr tl::adamw decaying{.learning_rate = 0.0078125, .weight_decay = 0.25};
  constexpr tl::adamw plain{.learning_rate = 0.0078125, .weight_decay = 0};
  constexpr tl::adamw slow{.learning_rate = 0.001953125, .weight_decay = 0.25};
  const auto grouped = tl::with_groups(decaying, tl::options_for<tl::biases_and_norms>(plain),
                                       tl::options_for<last>(slow));
  ten("groups", grouped);
  ten("groups", tl::clip_norm{1e6} >> grouped);
}
