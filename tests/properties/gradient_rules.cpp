// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <cstddef>

#include <tapeless/freestanding.hpp>
#include <tapeless/program/compile.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

inline constexpr tl::input<struct rows, tl::shape<16, 4>> rows{};
constexpr auto wide = tl::dense<48>;
constexpr auto narrow = tl::dense<4>;
constexpr auto block = wide >> tl::tanh >> narrow;
constexpr auto kept = tl::sum(tl::square(rows >> block >> block >> block));
constexpr auto repeated = tl::sum(
    tl::square(rows >> tl::checkpoint(block) >> tl::checkpoint(block) >> tl::checkpoint(block)));

constexpr auto straight = tl::custom_gradient([](auto x) { return tl::round(x); },
                                              [](auto x, auto dy) { return dy * tl::cos(x); });
constexpr auto through = tl::sum(tl::square(rows >> straight));

void fill(auto elements) {
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<float>(i % 7) / 3 - 1;
}
float largest_difference(auto a, auto b) {
  float most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

}  // namespace

TEST_CASE("checkpoint changes the bytes that a plan takes, and not the values", "[properties]") {
  auto a = tl::compile(kept, tl::gradient(kept, rows));
  auto b = tl::compile(repeated, tl::gradient(repeated, rows));
  fill(a[rows]);
  fill(b[rows]);
  a.run();
  b.run();
  CHECK(a.result<0>()[0] == Approx(b.result<0>()[0]).epsilon(1e-6));
  CHECK(largest_difference(a.result<1>(), b.result<1>()) < 1e-6f);
  CHECK(b.arena_bytes < a.arena_bytes);
}

TEST_CASE("custom_gradient: the rule stands for the derivative, and is derived again",
          "[properties]") {
  constexpr auto slope = tl::gradient(through, rows);  // 2 round(x) cos(x)
  auto f = tl::compile(through, slope, tl::gradient(tl::sum(slope), rows));
  fill(f[rows]);
  f.run();
  for (std::size_t i = 0; i < f[rows].size(); ++i) {
    const float x = f[rows][i], rounded = std::nearbyint(x);
    CHECK(f.result<1>()[i] == Approx(2 * rounded * std::cos(x)).margin(1e-6));
    CHECK(f.result<2>()[i] ==
          Approx(2 * std::cos(x) * std::cos(x) - 2 * rounded * std::sin(x)).margin(1e-5));
  }
}
