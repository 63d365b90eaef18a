// SPDX-License-Identifier: BSL-1.0
// The stored numbers were made by a separate implementation (Python); the first three of splitmix64 are
// also those published with the algorithm.
#include <tapeless/data/shuffle.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <vector>

using namespace tapeless::data;
using tapeless::core::splitmix;

TEST_CASE("splitmix: gives the published numbers, also while compiling", "[data][shuffle]") {
  constexpr auto three = [] {
    splitmix random(1234567);
    return std::array{random(), random(), random()};
  }();
  CHECK(three == std::array<std::uint64_t, 3>{6457827717110365317u, 3203168211198807973u,
                                              9817491932198370423u});
}

TEST_CASE("splitmix: bounded numbers are the stored ones and unbiased", "[data][shuffle]") {
  splitmix random(9);
  CHECK(random.below(3000000000u) == 2047088204u);
  CHECK(random.below(3000000000u) == 2252084678u);
  CHECK(random.below(3000000000u) == 795967321u);
  CHECK(random.below(3000000000u) == 2354441076u);
  // A modulus would give the lower 1294967296 numbers twice as often: 60 % instead of 43 %.
  int low = 0;
  for (int i = 0; i < 100000; ++i) low += random.below(3000000000u) < 1294967296u ? 1 : 0;
  CHECK(low == Approx(43166).margin(700));
  CHECK(random.below(1) == 0);
}

TEST_CASE("shuffled_order: is the same everywhere", "[data][shuffle]") {
  using order = std::vector<std::uint32_t>;
  order ten(10);
  shuffled_order(ten, 7, 0);
  CHECK(ten == order{0, 1, 2, 4, 9, 5, 8, 6, 3, 7});
  shuffled_order(ten, 7, 1);
  CHECK(ten == order{0, 1, 7, 6, 9, 5, 2, 4, 8, 3});
  shuffled_order(ten, 8, 0);
  CHECK(ten == order{7, 1, 0, 9, 4, 3, 6, 8, 5, 2});

  order many(60000);
  shuffled_order(many, 7, 3);
  std::uint64_t hash = 0;
  for (const std::uint32_t row : many) hash = hash * 31 + row;
  CHECK(hash == 11209699444741705602u);
  std::sort(many.begin(), many.end());
  for (std::size_t i = 0; i < many.size(); ++i) REQUIRE(many[i] == i);
}

TEST_CASE("shuffled_order: every row comes to every place equally often", "[data][shuffle]") {
  constexpr int n = 6, runs = 60000;
  int count[n][n] = {};
  std::vector<std::uint32_t> order(n);
  for (int epoch = 0; epoch < runs; ++epoch) {
    shuffled_order(order, 7, static_cast<std::uint64_t>(epoch));
    for (std::size_t place = 0; place < n; ++place) ++count[order[place]][place];
  }
  // five standard deviations
  for (const auto& row : count)
    for (const int c : row) CHECK(c == Approx(runs / n).margin(500));
}
