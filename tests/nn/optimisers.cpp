// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/optimisers.hpp>

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch.hpp>
#include <tapeless/ir/verify.hpp>
#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers.hpp>
#include <tapeless/nn/losses.hpp>

#include "../goldens/golden.hpp"
#include "../step_of.hpp"
#include "evaluate.hpp"

namespace tl = tapeless;
using nn_test::evaluate;
using nn_test::memory;

namespace {

inline constexpr tl::input<struct x, tl::shape<4, 5>> x{};
inline constexpr tl::target<struct expected, tl::shape<4>, std::int32_t> expected{};
// clang-format takes the `<` and `>` of these constants for comparisons
// clang-format off
constexpr auto net = tl::dense<6> >> tl::residual(tl::dense<6> >> tl::relu) >>
                     tl::residual(tl::dense<6> >> tl::tanh) >> tl::dense<3>;
// clang-format on
constexpr auto loss = tl::softmax_cross_entropy(x >> net, expected);

using weight = tl::parameter<struct w, tl::shape<>>;
using slope = tl::input<struct g, tl::shape<>>;

/// An optimiser's rule as `apply_updates` wants it: the parameter and the gradient are the first leaves.
template <class... Results>
tl::tracer rule_of(tl::update_of<Results...>) {
  tl::tracer t;
  tl::tracer::frame top = t.enter(-1, false);
  tl::lowered<weight>(t, top);
  tl::lowered<slope>(t, top);
  (t.graph.results.push_back(tl::lowered<Results>(t, top)), ...);
  return t;
}

/// Five steps on the same batch, against PyTorch's.
template <class Optimiser>
void check(const Optimiser& optimiser, const std::string& name) {
  INFO(name);
  const golden::file start{"networks/residual/values"}, golden{"networks/residual/" + name};
  memory leaves{{"x", start["x"].values}, {"expected", start["target"].values}};
  std::vector<std::string> parameters;
  for (const std::string& each : start.names("gradient/")) {
    if (!each.ends_with("weight") && !each.ends_with("bias")) continue;
    parameters.push_back(each);
    leaves[each] = each.ends_with("weight") ? start[each].transposed().values : start[each].values;
  }
  const auto rule = rule_of(optimiser.update(weight{}, slope{}));
  CHECK(tl::verify_graph(rule.graph.view()).empty());
  const auto traced = tl::trace<decltype(loss)>();
  const auto step = step_of(traced.graph.view(), rule.graph.view());
  for (int i = 1; i <= 5; ++i) {
    leaves["step"] = leaves["update"] = {static_cast<double>(i)};
    tl::for_each_setting(optimiser, [&](auto tag, const auto& value) {
      const std::string path{tl::name_of_tag<typename decltype(tag)::type>()};
      if constexpr (std::is_same_v<decltype(value), const tl::schedule&>)
        leaves[path] = {value(i)};
      else
        leaves[path] = {value};
    });
    const std::string prefix = "step" + std::to_string(i) + "/";
    CHECK(golden::distance(evaluate(step.view(), leaves)[0], golden[prefix + "loss"]) < 1e-10);
    for (const std::string& each : parameters) {
      INFO(prefix << each);
      const auto after =
          each.ends_with("weight") ? golden[prefix + each].transposed() : golden[prefix + each];
      CHECK(golden::distance(leaves[each], after) < 1e-10);
    }
  }
}

}  // namespace

TEST_CASE("sgd and its momenta are torch.optim's", "[nn][optimisers]") {
  check(tl::sgd{.learning_rate = 0.1}, "sgd");
  check(tl::sgd{.learning_rate = 0.1, .weight_decay = 0.0625}, "sgd_weight_decay");
  check(tl::sgd_momentum{.learning_rate = 0.1}, "sgd_momentum");
  check(tl::sgd_momentum{.learning_rate = 0.1, .weight_decay = 0.0625},
        "sgd_momentum_weight_decay");
  check(tl::sgd_nesterov{.learning_rate = 0.1}, "sgd_nesterov");
}

TEST_CASE("adam and its variants are torch.optim's", "[nn][optimisers]") {
  check(tl::adam{}, "adam");
  check(tl::adam{.weight_decay = 0.0625}, "adam_weight_decay");
  check(tl::amsgrad{}, "adam_amsgrad");
  check(tl::adamw{}, "adamw");
}

TEST_CASE("rmsprop, its variants and adagrad are torch.optim's", "[nn][optimisers]") {
  check(tl::rmsprop{}, "rmsprop");
  check(tl::rmsprop_momentum{}, "rmsprop_momentum");
  check(tl::rmsprop_centred{}, "rmsprop_centered");
  check(tl::rmsprop_centred_momentum{}, "rmsprop_centered_momentum");
  check(tl::adagrad{}, "adagrad");
}

TEST_CASE("clipped gradients are those of torch.nn.utils", "[nn][optimisers]") {
  constexpr auto sgd = tl::sgd{.learning_rate = 0.1};
  check(tl::clip_value{0.0625} >> sgd, "sgd_clip_value");
  check(tl::clip_value{0.0625} >> tl::adam{}, "adam_clip_value");
  check(tl::clip_norm{0.125} >> sgd, "sgd_clip_norm");
  check(tl::clip_norm{0.125} >> tl::sgd_momentum{.learning_rate = 0.1}, "sgd_momentum_clip_norm");
  check(tl::clip_norm{0.125} >> tl::adamw{}, "adamw_clip_norm");
}

TEST_CASE("adam: one division, one root and three scalars per parameter", "[nn][optimisers]") {
  const auto rule = rule_of(tl::adam::update(weight{}, slope{}));
  const auto text = tl::print(rule.graph.view());
  CHECK(text.view() ==
        "%0 = parameter w : []\n"
        "%1 = input g : []\n"
        "%2 = option learning_rate : [] float64\n"
        "%3 = constant 1 : []\n"
        "%4 = option beta2 : [] float64\n"
        "%5 = option update : [] int32\n"
        "%6 = convert %5 : [] float64\n"
        "%7 = pow %4, %6 : [] float64\n"
        "%8 = sub %3, %7 : [] float64\n"
        "%9 = sqrt %8 : [] float64\n"
        "%10 = mul %2, %9 : [] float64\n"
        "%11 = option beta1 : [] float64\n"
        "%12 = pow %11, %6 : [] float64\n"
        "%13 = sub %3, %12 : [] float64\n"
        "%14 = div %10, %13 : [] float64\n"
        "%15 = state exp_avg : []\n"
        "%16 = sub %3, %11 : [] float64\n"
        "%17 = option weight_decay : [] float64\n"
        "%18 = mul %17, %0 : [] float64\n"
        "%19 = add %1, %18 : [] float64\n"
        "%20 = sub %19, %15 : [] float64\n"
        "%21 = mul %16, %20 : [] float64\n"
        "%22 = add %15, %21 : [] float64\n"
        "%23 = state exp_avg_sq : []\n"
        "%24 = mul %4, %23 : [] float64\n"
        "%25 = sub %3, %4 : [] float64\n"
        "%26 = mul %19, %19 : [] float64\n"
        "%27 = mul %25, %26 : [] float64\n"
        "%28 = add %24, %27 : [] float64\n"
        "%29 = sqrt %28 : [] float64\n"
        "%30 = option epsilon : [] float64\n"
        "%31 = mul %30, %9 : [] float64\n"
        "%32 = add %29, %31 : [] float64\n"
        "%33 = div %22, %32 : [] float64\n"
        "%34 = mul %14, %33 : [] float64\n"
        "%35 = sub %0, %34 : [] float64\n"
        "%36 = convert %22 : []\n"
        "%37 = assign %15, %36 : []\n"
        "%38 = convert %28 : []\n"
        "%39 = assign %23, %38 : []\n"
        "return %35, %37, %39\n");
}

TEST_CASE("for_each_setting: all settings of a composed optimiser, in order", "[nn][optimisers]") {
  std::string names;
  constexpr auto optimiser =
      tl::clip_value{2} >> tl::clip_norm{} >> tl::sgd_momentum{.momentum = 0.5};
  tl::for_each_setting(optimiser, [&](auto tag, const auto&) {
    names.append(tl::name_of_tag<typename decltype(tag)::type>()).append(" ");
  });
  CHECK(names == "clip_value clip_norm learning_rate momentum weight_decay ");
}

TEST_CASE("accumulate: its steps are those of what stands around it", "[nn][optimisers]") {
  STATIC_REQUIRE(tl::steps_per_update<tl::adam> == 1);
  STATIC_REQUIRE(tl::steps_per_update<decltype(tl::accumulate<4>(tl::adam{}))> == 4);
  STATIC_REQUIRE(
      tl::steps_per_update<decltype(tl::clip_value{} >> tl::accumulate<4>(tl::adam{}))> == 4);
  STATIC_REQUIRE(tl::steps_per_update<decltype(tl::accumulate<4>(tl::clip_norm{} >> tl::adam{}))> ==
                 4);
}

TEST_CASE("for_each_setting: settings can be changed", "[nn][optimisers]") {
  auto optimiser = tl::clip_norm{} >> tl::sgd_momentum{};
  tl::for_each_setting(optimiser, [](auto tag, auto& value) {
    if constexpr (std::is_same_v<typename decltype(tag)::type, tl::tags::momentum>) value = 0.25;
  });
  CHECK(optimiser.optimiser.momentum == 0.25);
}

TEST_CASE("optimisers: torch.optim's defaults", "[nn][optimisers]") {
  STATIC_REQUIRE(tl::sgd{}.learning_rate(1) == 1e-3);
  STATIC_REQUIRE(tl::adam{.learning_rate = 3e-4}.learning_rate(7) == 3e-4);
  STATIC_REQUIRE(tl::adamw{}.weight_decay == 1e-2);
  STATIC_REQUIRE(tl::rmsprop{}.alpha == 0.99);
  STATIC_REQUIRE(tl::adagrad{}.epsilon == 1e-10);
  STATIC_REQUIRE(tl::optimiser<tl::adam>);
  STATIC_REQUIRE(tl::optimiser<decltype(tl::clip_norm{} >> tl::adam{})>);
  STATIC_REQUIRE(!tl::optimiser<tl::clip_norm>);
}
