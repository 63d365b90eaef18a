// SPDX-License-Identifier: BSL-1.0
#include <tapeless/program/initialise.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <tapeless/nn/initialisers.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

template <class Initial, class Shape>
std::vector<float> filled() {
  tl::ir::leaf l;
  l.shape = Shape::value;
  l.initial = Initial::of(Shape::value);
  std::vector<float> out(Shape::count, -1);
  tl::memory::fill_initial(std::span<float>(out), l, 7);
  return out;
}

}  // namespace

TEST_CASE("init::identity: the unit matrix, and its filter", "[program][initialise]") {
  CHECK(filled<tl::init::identity, tl::shape<2, 3>>() == std::vector<float>{1, 0, 0, 0, 1, 0});
  const auto filter = filled<tl::init::identity, tl::shape<3, 2, 2, 2>>();
  for (std::size_t i = 0; i < filter.size(); ++i) {
    const std::size_t out = i % 2, in = i / 2 % 2, x = i / 4 % 2, y = i / 8;
    CHECK(filter[i] == (in == out && x == 1 && y == 1 ? 1.0f : 0.0f));
  }
}

TEST_CASE("init::sparse: every row has its zeros", "[program][initialise]") {
  const auto weights = filled<tl::init::sparse<0.25, 0.5>, tl::shape<40, 9>>();
  double squares = 0;
  for (std::size_t row = 0; row < 40; ++row) {
    int zeros = 0;
    for (std::size_t c = 0; c < 9; ++c) {
      const double w = static_cast<double>(weights[9 * row + c]);
      zeros += w == 0 ? 1 : 0;
      squares += w * w;
    }
    CHECK(zeros == 3);
  }
  CHECK(std::sqrt(squares / (40 * 6)) == Approx(0.5).epsilon(0.15));
}
