// SPDX-License-Identifier: BSL-1.0
#include <tapeless/training/reduce_on_plateau.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <tapeless/nn/optimisers/sgd.hpp>

#include "catch.hpp"
#include "goldens/golden.hpp"

namespace tl = tapeless;

TEST_CASE("reduce_on_plateau: rates are PyTorch's", "[training][reduce_on_plateau]") {
  const golden::file file{"training/schedules"};
  const auto check = [&](const std::string& name, tl::reduce_on_plateau plateau) {
    INFO(name);
    tl::sgd optimiser{.learning_rate = 0.1};
    std::vector<double> rates;
    for (const double value : file["plateau/" + name + "/value"].values) {
      if (plateau.should_reduce(value)) plateau.reduce(optimiser, 1);
      rates.push_back(optimiser.learning_rate(1));
    }
    CHECK(rates.front() > rates.back());
    CHECK(golden::distance(rates, file["plateau/" + name + "/rate"]) < 1e-15);
  };
  using tl::better;
  const tl::reduce_on_plateau common{
      .factor = 0.5, .patience = 2, .threshold = 0.03125, .lowest = 0.01};
  auto with = [&](better mode, bool relative, std::size_t cooldown) {
    tl::reduce_on_plateau p = common;
    p.mode = mode, p.relative = relative, p.cooldown = cooldown;
    return p;
  };
  check("min_rel", with(better::lower, true, 0));
  check("min_abs", with(better::lower, false, 3));
  check("max_abs", with(better::higher, false, 0));
  check("max_rel", with(better::higher, true, 2));
}

TEST_CASE("reduce_on_plateau: a value that is no number is never better",
          "[training][reduce_on_plateau]") {
  tl::reduce_on_plateau plateau{.patience = 1};
  CHECK_FALSE(plateau.should_reduce(std::nan("")));
  CHECK(plateau.should_reduce(std::nan("")));
}
