// SPDX-License-Identifier: BSL-1.0
#include <tapeless/data/normalise.hpp>

#include <catch2/catch.hpp>

#include <limits>

#include "temporary_file.hpp"

using namespace tapeless::data;
using tapeless_tests::message_of;
using floats = std::vector<float>;

TEST_CASE("normalised: scales, and leaves the original and the targets", "[data][normalise]") {
  const dataset set(floats{0, 51, 255, 102}, 2, floats{7, 8});
  const dataset scaled = set.normalised(scaling(1 / 255.f));
  CHECK(scaled.inputs()[1] == Approx(0.2));
  CHECK(scaled.inputs()[2] == Approx(1));
  CHECK(scaled.target(1)[0] == 8);
  CHECK(set.inputs()[1] == 51);
  CHECK(message_of([&] { (void)set.normalised({{1, 2, 3}, {1, 2, 3}}); }) ==
        "normalisation: expected 1 or 2 offsets and scales, got 3 and 3");
}

TEST_CASE("standard_scores: gives mean 0 and deviation 1, per feature or over all",
          "[data][normalise]") {
  const dataset set(floats{1, 10, 5, 3, 30, 5, 5, 50, 5}, 3);
  const dataset each = set.normalised(standard_scores(set));
  CHECK(each.inputs()[0] == Approx(-1.2247449));
  CHECK(each.inputs()[3] == Approx(0).margin(1e-6));
  CHECK(each.inputs()[7] == Approx(1.2247449));
  CHECK(each.inputs()[2] == 0);  // a constant feature
  const normalisation all = standard_scores(set, across::everything);
  CHECK(all.offset == floats{114 / 9.f});
  CHECK(all.scale[0] == Approx(1 / 15.513435));
}

TEST_CASE("standardised: both parts with the statistics of the training part",
          "[data][normalise]") {
  const auto [train, test] = standardised({dataset(floats{0, 2}, 1), dataset(floats{5}, 1)});
  CHECK(train.inputs()[0] == -1);
  CHECK(test.inputs()[0] == 4);
}

TEST_CASE("standard_scores: refuses what has no mean", "[data][normalise]") {
  const dataset set(floats{0, 1, 0, std::numeric_limits<float>::infinity()}, 2);
  CHECK(message_of([&] { (void)standard_scores(set); }) ==
        "standard_scores: feature 1: expected finite numbers, got mean inf and standard deviation "
        "nan");
}
