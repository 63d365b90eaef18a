// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/optimisers.hpp>

#include <string>
#include <type_traits>

#include <catch2/catch.hpp>
#include <tapeless/ir/print.hpp>
#include <tapeless/trace/trace.hpp>

namespace tl = tapeless;

namespace {

using weight = tl::parameter<struct w, tl::shape<>>;
using slope = tl::input<struct g, tl::shape<>>;

/// An optimiser's rule as `apply_updates` wants it: the parameter and the gradient are the first leaves.
template <class... Results>
tl::trace::tracer rule_of(tl::update_of<Results...>) {
  tl::trace::tracer t;
  tl::trace::tracer::frame top = t.enter(-1, false);
  tl::trace::lowered<weight>(t, top);
  tl::trace::lowered<slope>(t, top);
  (t.graph.results.push_back(tl::trace::lowered<Results>(t, top)), ...);
  return t;
}

}  // namespace

TEST_CASE("adam: one division, one root and three scalars per parameter", "[nn][optimisers]") {
  const auto rule = rule_of(tl::adam::update(weight{}, slope{}));
  const auto text = tl::ir::print(rule.graph.view());
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
    names.append(tl::core::name_of_tag<typename decltype(tag)::type>()).append(" ");
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
