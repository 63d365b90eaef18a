// SPDX-License-Identifier: BSL-1.0
#include <tapeless/core/constexpr_math.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

#include <catch2/catch.hpp>

namespace math = tapeless::core::math;

TEST_CASE("math::sqrt: the processor's bits", "[core][constexpr_math]") {
  STATIC_REQUIRE(math::sqrt(2) == 1.41421356237309504880);
  STATIC_REQUIRE(math::sqrt(784) == 28);
  STATIC_REQUIRE(math::sqrt(0) == 0);
  std::uint64_t random = 1;
  int different = 0;
  for (int i = 0; i < 100'000; ++i) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    const double x =
        std::ldexp(static_cast<double>(random >> 11), static_cast<int>(random % 1800) - 900);
    different += math::sqrt(x) != std::sqrt(x) ? 1 : 0;
  }
  CHECK(different == 0);
}

TEST_CASE("math::sqrt: edges", "[core][constexpr_math]") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(math::sqrt(infinity) == infinity);
  CHECK(std::isnan(math::sqrt(-1)));
  CHECK(std::isnan(math::sqrt(std::nan(""))));
  for (double x : {5e-324, 1e-310, 1.5e308}) CHECK(math::sqrt(x) == std::sqrt(x));
}

TEST_CASE("math::power: repeated squaring", "[core][constexpr_math]") {
  STATIC_REQUIRE(math::power(0.5, 10) == 0x1p-10);
  STATIC_REQUIRE(math::power(3, 0) == 1);
  CHECK(math::power(0.999, 10'000) == Approx(std::pow(0.999, 10'000)).epsilon(1e-12));
}

TEST_CASE("math::cos_of_pi: within one unit in the last place", "[core][constexpr_math]") {
  STATIC_REQUIRE(math::cos_of_pi(0) == 1);
  STATIC_REQUIRE(math::cos_of_pi(0.5) == 0);
  STATIC_REQUIRE(math::cos_of_pi(1) == -1);
  for (int i = 0; i <= 1000; ++i) {
    const long double pi = 3.14159265358979323846264338327950288L;
    const double exact = static_cast<double>(std::cos(pi * i / 1000));
    REQUIRE(math::cos_of_pi(i / 1000.0) == Approx(exact).margin(2.3e-16).epsilon(0));
  }
}
