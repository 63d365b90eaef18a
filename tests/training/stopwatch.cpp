// SPDX-License-Identifier: BSL-1.0
#include <tapeless/training/stopwatch.hpp>

#include <catch2/catch.hpp>

TEST_CASE("stopwatch: never goes back, and starts anew", "[training][stopwatch]") {
  tapeless::stopwatch watch;
  double before = 0;
  for (int i = 0; i < 100000; ++i) {
    const double now = watch.seconds();
    REQUIRE(now >= before);
    before = now;
  }
  CHECK(before > 0);
  watch.restart();
  CHECK(watch.seconds() >= 0);
  CHECK(watch.seconds() < 60);
}
