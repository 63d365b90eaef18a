// SPDX-License-Identifier: BSL-1.0
//
// Parameters that no optimiser changes, and programs that follow others.
#include <tapeless/tapeless.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

constexpr auto critic = tl::named<struct critic>(tl::dense<4> >> tl::tanh >> tl::dense<1>);
using numbers = std::map<std::string, std::vector<float>>;

numbers parameters_of(auto view) {
  numbers out;
  tl::for_each_parameter(view, [&](auto path, const tl::dims&, auto elements) {
    out[std::string(path)] = {elements.begin(), elements.end()};
  });
  return out;
}
tl::data::dataset examples() {
  std::vector<float> x, y;
  for (int i = 0; i < 8; ++i) {
    x.push_back(static_cast<float>(i % 3) - 1);
    x.push_back(static_cast<float>(i % 5) * 0.5f);
    y.push_back(1);
  }
  return {std::move(x), 2, std::move(y)};
}

}  // namespace

TEST_CASE("frozen: no optimiser changes it, and gradients go through", "[training][frozen]") {
  constexpr auto generator = tl::dense<3> >> tl::tanh >> tl::frozen(critic);
  constexpr auto decaying =
      tl::clip_norm{.norm = 1} >> tl::adamw{.learning_rate = 0.1, .weight_decay = 0.5};
  tl::trainer trainer{generator, tl::mse, decaying, tl::batch<4>, tl::shape<2>{}, tl::seed{3}};
  STATIC_REQUIRE(decltype(trainer)::parameter_count == 2 * 3 + 3 + 3 * 4 + 4 + 4 + 1);
  STATIC_REQUIRE(decltype(trainer)::state_bytes == 2 * 4 * (2 * 3 + 3));
  const numbers before = parameters_of(trainer.step_view());
  const double loss = trainer.evaluate(examples()).loss;
  trainer.fit(examples(), {.epochs = 20});
  CHECK(trainer.evaluate(examples()).loss < loss);
  for (const auto& [path, values] : parameters_of(trainer.step_view()))
    CHECK((values == before.at(path)) == path.starts_with("critic."));
}
TEST_CASE("frozen: what is also used outside is trained", "[training][frozen]") {
  constexpr auto once = tl::shared(tl::dense<2, tl::no_bias>);
  constexpr auto both = once >> tl::frozen(once);
  constexpr auto neither = tl::frozen(once) >> tl::frozen(once) >> tl::dense<2>;
  const auto moves = [](auto net) {
    tl::trainer trainer{net, tl::mse, tl::sgd{}, tl::batch<4>, tl::shape<2>{}};
    const auto first = parameters_of(trainer.step_view()).begin()->second;
    for (float& x : trainer.step_view()[typename decltype(trainer)::input_leaf{}]) x = 1;
    trainer.run_step();
    return parameters_of(trainer.step_view()).begin()->second != first;
  };
  CHECK(moves(both));
  CHECK_FALSE(moves(neither));
}
TEST_CASE("frozen: gradients(y) leaves it out, gradient(y, w) does not", "[training][frozen]") {
  constexpr tl::input<struct x_tag, tl::shape<4, 2>> x{};
  constexpr auto y = tl::sum(x >> tl::dense<3> >> tl::frozen(tl::dense<1>));
  auto all = tl::compile(y, tl::gradients(y));
  STATIC_REQUIRE(decltype(all.view())::result_count == 1 + 2);
}
TEST_CASE("frozen: a program gets what another has learnt, at once or bit by bit",
          "[training][frozen]") {
  tl::trainer trainer{critic, tl::mse, tl::sgd{}, tl::batch<4>, tl::shape<2>{}, tl::seed{1}};
  constexpr tl::input<struct states_tag, tl::shape<4, 2>> states{};
  auto target = tl::compile_for_inference(states >> tl::frozen(critic));
  target.view().initialise(9);
  const numbers theirs = parameters_of(trainer.step_view());
  numbers expected = parameters_of(target.view());
  CHECK(tl::blend_parameters(trainer.step_view(), target.view(), 0.25) == 0);
  const numbers blended = parameters_of(target.view());
  REQUIRE(blended.size() == 4);
  for (auto& [path, values] : expected)
    for (std::size_t i = 0; i < values.size(); ++i)
      CHECK(blended.at(path)[i] == Approx(0.75 * values[i] + 0.25 * theirs.at(path)[i]));
  CHECK(tl::copy_parameters(trainer.step_view(), target.view()) == 0);
  CHECK(parameters_of(target.view()) == theirs);
}
