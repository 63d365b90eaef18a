// SPDX-License-Identifier: BSL-1.0
//
// Tokens and other indices in a data set: one that is outside of what it picks from is an error of whoever gives the set.
#include <tapeless/tapeless.hpp>

#include <string>
#include <vector>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

constexpr auto words = tl::embedding<10, 4> >> tl::flatten >> tl::dense<1>;
/// A person and a thing in columns 0 and 2; column 1 is a number.
constexpr auto taste = tl::compose([](auto x) {
  const auto person = tl::reshape<tl::shape<2>>(tl::slice<1, 0, 1>(x)) >> tl::embedding<5, 4>;
  const auto thing = tl::reshape<tl::shape<2>>(tl::slice<1, 2, 3>(x)) >> tl::embedding<7, 4>;
  return tl::sum(person * thing, tl::axis<1>, tl::keep_dims) * tl::slice<1, 1, 2>(x);
});
/// An index in column 1 of the first of two rows, which are one row of numbers here.
constexpr auto first_alone = tl::compose([](auto x) {
  const auto both = tl::reshape<tl::shape<1, 6>>(x);
  const auto index = tl::reshape<tl::shape<1>>(tl::slice<1, 1, 2>(both));
  return tl::broadcast_to<tl::shape<2, 1>>(index >> tl::embedding<5, 1>);
});

auto trainer_of(auto net) {
  return tl::trainer{net, tl::mse, tl::sgd{}, tl::batch<2>, tl::shape<3>{}};
}
tl::data::dataset set_of(std::vector<float> inputs) {
  std::vector<float> targets(inputs.size() / 3);
  return {std::move(inputs), 3, std::move(targets)};
}
std::string refusal(auto& trainer, std::vector<float> inputs) {
  try {
    trainer.fit(set_of(std::move(inputs)), {.epochs = 1});
  } catch (const tl::error& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("indices of a data set: those of an embedding are checked, in fit, evaluate and predict",
          "[training][trainer]") {
  auto t = trainer_of(words);
  CHECK(refusal(t, {0, 9, 5, 1, 2, 3}) == "");
  CHECK(refusal(t, {0, 9, 5, 1, 10, 3}) ==
        "trainer: row 1: expected input 1 to be an index below 10, got 10");
  CHECK(refusal(t, {0, 9, -1, 1, 2, 3}) ==
        "trainer: row 0: expected input 2 to be an index below 10, got -1");
  CHECK(t.steps() == 1);
  CHECK_THROWS_AS(t.evaluate(set_of({1, 2, 3, 4, 5, 11})), tl::error);
  CHECK_THROWS_AS(t.predict(std::vector<float>{1, 2, 30}), tl::error);
}
TEST_CASE("indices of a data set: columns have limits of their own", "[training][trainer]") {
  auto t = trainer_of(taste);
  CHECK(refusal(t, {4, 100, 6, 0, -0.5f, 0}) == "");
  CHECK(refusal(t, {5, 100, 6, 0, 0, 0}) ==
        "trainer: row 0: expected input 0 to be an index below 5, got 5");
  CHECK(refusal(t, {4, 100, 6, 0, 0, 7}) ==
        "trainer: row 1: expected input 2 to be an index below 7, got 7");
}
TEST_CASE("indices of a data set: numbers of other rows are not taken for them",
          "[training][trainer]") {
  auto t = trainer_of(first_alone);
  CHECK(refusal(t, {0, 4, 0, 0, 100, 0}) == "");
}
