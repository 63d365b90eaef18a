// SPDX-License-Identifier: BSL-1.0
#include <tapeless/program/parameters.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <tapeless/tapeless.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

constexpr auto encoder = tl::named<struct encoder>(tl::dense<3> >> tl::batch_norm<>);
constexpr auto net = encoder >> tl::relu >> tl::dense<1>;

auto make() {
  return tl::trainer{net, tl::mse, tl::adam{}, tl::batch<4>, tl::shape<2>{}, tl::seed{3}};
}
std::string listed(const auto& path, const tl::dims& shape, auto elements) {
  std::string line{path};
  for (int i = 0; i < shape.rank; ++i) line += ' ' + std::to_string(shape[i]);
  return line + ": " + std::to_string(elements.size());
}

}  // namespace

TEST_CASE("parameters: every one with its path, as named_parameters()", "[program][parameters]") {
  auto trainer = make();
  std::vector<std::string> parameters, states;
  tl::for_each_parameter(trainer.step_view(), [&](auto path, const tl::dims& shape, auto elements) {
    parameters.push_back(listed(path, shape, elements));
  });
  tl::for_each_state(trainer.step_view(), [&](auto path, const tl::dims& shape, auto elements) {
    states.push_back(listed(path, shape, elements));
  });
  CHECK(parameters == std::vector<std::string>{"encoder.0.weight 2 3: 6", "encoder.0.bias 3: 3",
                                               "encoder.1.weight 3: 3", "encoder.1.bias 3: 3",
                                               "2.weight 3 1: 3", "2.bias 1: 1"});
  CHECK(states ==
        std::vector<std::string>{"encoder.1.running_mean 3: 3", "encoder.1.running_var 3: 3"});
}
TEST_CASE("parameters: one by its path, to read and to write", "[program][parameters]") {
  auto trainer = make();
  const auto view = trainer.step_view();
  for (const char* path : {"encoder.0.weight", "encoder.0.bias", "2.weight"})
    for (float& x : tl::parameter_at(view, path)) x = 0;
  tl::parameter_at(view, "2.bias")[0] = 7;
  CHECK(trainer.predict(std::vector<float>{1, 2}) == std::vector<float>{7});
  CHECK(tl::parameter_at(view, "1.weight").empty());
  CHECK(tl::parameter_at<double>(view, "2.weight").empty());
}
TEST_CASE("parameters: asks for the types alone that parameters have", "[program][parameters]") {
  // labels are integers, and some of an optimiser's settings doubles
  tl::trainer trainer{net >> tl::dense<3>, tl::softmax_cross_entropy,
                      tl::adam{},          tl::batch<4>,
                      tl::shape<2>{},      tl::seed{3}};
  std::size_t numbers = 0;
  tl::for_each_parameter(
      trainer.step_view(),
      [&](auto, const tl::dims&, std::span<float> elements) { numbers += elements.size(); });
  CHECK(numbers == trainer.parameter_count);
}
