// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/schedules.hpp>

#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch.hpp>

#include "goldens/golden.hpp"

namespace tl = tapeless;

namespace {
double furthest(const tl::schedule& s, const std::string& name) {
  std::vector<double> rates;
  for (int step = 1; step <= 50; ++step) rates.push_back(s(step));
  return golden::distance(rates, golden::file{"schedules/" + name}["rate"]);
}
}  // namespace

TEST_CASE("schedules: the rates of 50 steps are PyTorch's", "[nn][schedules]") {
  CHECK(furthest(tl::step_decay(0.1, 10, 0.5), "step") < 1e-16);
  CHECK(furthest(tl::exponential_decay(0.1, 0.95), "exponential") < 1e-15);
  CHECK(furthest(tl::cosine_annealing(0.1, 50), "cosine") < 1e-15);
  CHECK(furthest(tl::cosine_annealing(0.1, 20, 0.01), "cosine_repeated") < 1e-15);
  CHECK(furthest(tl::linear_warmup(0.1, 10, 0.1), "linear_warm_up") < 1e-15);
  CHECK(furthest(tl::one_cycle(0.1, 50), "one_cycle") < 1e-15);
  CHECK(furthest(tl::one_cycle(0.1, 50, {.linear = true}), "one_cycle_linear") < 1e-15);
}

TEST_CASE("schedules: the rates of 60 steps of the others are PyTorch's", "[nn][schedules]") {
  const golden::file file{"training/schedules"};
  const auto check = [&](const std::string& name, const tl::schedule& s) {
    INFO(name);
    std::vector<double> rates;
    for (int step = 1; step <= 60; ++step) rates.push_back(s(step));
    CHECK(golden::distance(rates, file[name]) < 1e-15);
  };
  check("restarts", tl::cosine_restarts(0.1, 7, 1, 0.01));
  check("restarts_doubled", tl::cosine_restarts(0.1, 5, 2));
  check("multi_step", tl::multi_step_decay(0.1, {3, 10, 30}, 0.5));
  check("polynomial", tl::polynomial_decay(0.1, 40, 0.9));
  check("polynomial_square", tl::polynomial_decay(0.1, 60, 2));
  check("cyclic", tl::cyclic(0.01, 0.1, 5));
  check("cyclic_halving", tl::cyclic(0.01, 0.1, 6, 3, tl::cycle_form::halving));
  check("cyclic_decaying", tl::cyclic(0.01, 0.1, 5, 8, tl::cycle_form::decaying, 0.97));
  check("constant_factor", 0.1 * tl::constant_factor(0.25, 12));
  check("chained", tl::exponential_decay(0.1, 0.95) * tl::constant_factor(0.25, 12));
  check("sequence", tl::sequence(tl::sequence(0.1 * tl::constant_factor(0.25, 4), 8,
                                              tl::exponential_decay(0.1, 0.9)),
                                 30, tl::cosine_annealing(0.1, 20)));
  check("inverse_square_root", tl::inverse_square_root(0.1, 10));
}

TEST_CASE("schedules: a scale is kept in compositions", "[nn][schedules]") {
  tl::schedule half = tl::linear_decay(1, 4);
  half.scale = 0.5;
  CHECK((half * 2.0)(3) == half(3) * 2);
  const auto one = tl::sequence(half, 4, 1.0), other = tl::sequence(1.0, 4, half);
  CHECK(one(3) == half(3));
  CHECK(one(5) == 1);
  CHECK(other(4) == 1);
  CHECK(other(7) == half(3));
}

TEST_CASE("schedules: run while compiling, and are plain values", "[nn][schedules]") {
  constexpr tl::schedule constant = 1e-3;
  STATIC_REQUIRE(constant(1) == 1e-3);
  STATIC_REQUIRE(constant(1'000'000'000'000) == 1e-3);
  constexpr tl::schedule steps = tl::step_decay(1, 3, 0.5);
  STATIC_REQUIRE(steps(3) == 1);
  STATIC_REQUIRE(steps(4) == 0.5);
  STATIC_REQUIRE(steps(7) == 0.25);
  STATIC_REQUIRE(std::is_trivially_copyable_v<tl::schedule>);
  STATIC_REQUIRE(tl::schedule{0.5} == tl::schedule{0.5});
}

TEST_CASE("schedules: a warm-up hands over to the other schedule's own first step",
          "[nn][schedules]") {
  constexpr tl::schedule s = tl::linear_warmup(tl::cosine_annealing(1, 10), 4, 0.0);
  STATIC_REQUIRE(s(1) == 0);
  STATIC_REQUIRE(s(3) == 0.5);
  STATIC_REQUIRE(s(5) == 1);
  constexpr tl::schedule alone = tl::cosine_annealing(1, 10);
  for (int step = 1; step < 30; ++step) CHECK(s(step + 4) == alone(step));
}

TEST_CASE("schedules: ends", "[nn][schedules]") {
  constexpr tl::schedule down = tl::linear_decay(1, 4);
  STATIC_REQUIRE(down(1) == 1);
  STATIC_REQUIRE(down(3) == 0.5);
  STATIC_REQUIRE(down(5) == 0);
  STATIC_REQUIRE(down(50) == 0);
  constexpr tl::schedule cycle = tl::one_cycle(1, 10);
  STATIC_REQUIRE(cycle(3) == 1);  // 0.3 · 10 − 1 = 2, counted from 0
  STATIC_REQUIRE(cycle(11) == cycle(10));
  constexpr tl::schedule wave = tl::cosine_annealing(1, 4, 0.5);
  STATIC_REQUIRE(wave(5) == 0.5);
  STATIC_REQUIRE(wave(9) == 1);
}
