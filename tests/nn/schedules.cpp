// SPDX-License-Identifier: BSL-1.0
#include <tapeless/nn/schedules.hpp>

#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch.hpp>

#include "../goldens/golden.hpp"

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
