// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <vector>

#include <tapeless/core/c_library.hpp>
#include <tapeless/data/dataset.hpp>

namespace tapeless::data {

/// Scope of a statistic: each feature by itself, or all numbers together.
enum class across { features, everything };

/// x ← factor · x; `scaling(1 / 255.f)` brings bytes into [0, 1].
inline normalisation scaling(float factor) { return {{0}, {factor}}; }

/// Mean 0 and (population) standard deviation 1 over the rows of `set`. Take it of the training
/// rows and apply it to those and to all others. A feature that never changes is only shifted to 0.
///
/// Errors    tapeless::error when a mean or a deviation is not a finite float
inline normalisation standard_scores(const dataset& set, across what = across::features) {
  const std::size_t n = what == across::features ? set.input_size() : 1;
  const auto x = set.inputs();
  const std::size_t rows = x.size() / n;
  const auto count = static_cast<double>(rows);
  std::vector<double> mean(n), square(n);
  const auto for_each_value = [&](auto f) {
    for (std::size_t row = 0; row < x.size(); row += n)
      for (std::size_t i = 0; i < n; ++i) f(i, static_cast<double>(x[row + i]));
  };
  for_each_value([&](std::size_t i, double v) { mean[i] += v; });
  for (double& m : mean) m /= count;
  for_each_value([&](std::size_t i, double v) { square[i] += (v - mean[i]) * (v - mean[i]); });

  normalisation by{std::vector<float>(n), std::vector<float>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    const double deviation = core::c_library::sqrt(square[i] / count);
    by.offset[i] = static_cast<float>(mean[i]);
    by.scale[i] = deviation > 0 ? static_cast<float>(1 / deviation) : 1.0f;
    if (!core::c_library::isfinite(by.offset[i]) || !core::c_library::isfinite(by.scale[i]) ||
        core::c_library::isnan(deviation))
      error::raise(
          "standard_scores", {"feature", i},
          {"expected finite numbers, got mean ", mean[i], " and standard deviation ", deviation});
  }
  return by;
}

/// Both parts with the standard scores of the training part.
inline train_test standardised(train_test sets, across what = across::features) {
  const normalisation by = standard_scores(sets.train, what);
  return {std::move(sets.train).normalised(by), std::move(sets.test).normalised(by)};
}

}  // namespace tapeless::data
