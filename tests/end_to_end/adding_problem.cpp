// SPDX-License-Identifier: BSL-1.0
//
// The adding problem [hochreiter97]: of 100 numbers two are marked, one in each half; what is their sum? Who remembers
// nothing answers 1, and is wrong by 0.167 on average (squared).
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <tapeless/nn/combinators.hpp>
#include <tapeless/nn/layers/dense.hpp>
#include <tapeless/nn/layers/recurrent.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/nn/optimisers.hpp>
#include <tapeless/training/trainer.hpp>

#include "catch.hpp"

namespace tl = tapeless;

namespace {

constexpr std::size_t steps = 100, channels = 2;

class draw {
 public:
  explicit draw(std::uint32_t seed) : state(seed) {}
  /// In [0, 1).
  float operator()() {
    state = state * 1664525u + 1013904223u;
    return static_cast<float>(state >> 8) / 16777216.0f;
  }

 private:
  std::uint32_t state;
};

tl::data::dataset marked_sums(std::size_t count, std::uint32_t seed) {
  draw next(seed);
  const auto place = [&] { return static_cast<std::size_t>(next() * (steps / 2)); };
  std::vector<float> sequences, sums;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t first = place(), second = steps / 2 + place();
    float sum = 0;
    for (std::size_t t = 0; t < steps; ++t) {
      const float value = next();
      const bool marked = t == first || t == second;
      sequences.push_back(value);
      sequences.push_back(marked ? 1.0f : 0.0f);
      if (marked) sum += value;
    }
    sums.push_back(sum);
  }
  return tl::data::dataset{std::move(sequences), steps * channels, std::move(sums)};
}

// Ten times slower and no other arithmetic: one epoch says all that a sanitizer can.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitised = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool sanitised = true;
#else
constexpr bool sanitised = false;
#endif
#else
constexpr bool sanitised = false;
#endif

/// Trains until the mean squared error on sequences that training does not see is below a limit, for so many epochs at the
/// most; the last error. (When it falls depends on the seed, and so on how lanes round.)
template <class Layer>
double error_within(int epochs, double limit, Layer layer) {
  tl::trainer trainer{layer >> tl::dense<1>,
                      tl::mse,
                      tl::clip_norm{1.0} >> tl::adam{.learning_rate = 0.01},
                      tl::batch<32>,
                      tl::shape<steps, channels>{},
                      tl::seed{1}};
  const auto train = marked_sums(3200, 1), test = marked_sums(640, 2);
  double error = 1;
  for (int i = 0; i < (sanitised ? 1 : epochs) && error >= limit; ++i) {
    trainer.fit(train, {.epochs = 1});
    error = trainer.evaluate(test).loss;
  }
  return error;
}

}  // namespace

TEST_CASE("an lstm solves the adding problem", "[end_to_end][slow]") {
  CHECK(error_within(60, 0.02, tl::lstm<32, tl::recurrent{.last_step = true}>) <
        (sanitised ? 0.5 : 0.02));
}

TEST_CASE("a gru solves the adding problem", "[end_to_end][slow]") {
  CHECK(error_within(30, 0.02, tl::gru<32, tl::recurrent{.last_step = true}>) <
        (sanitised ? 0.5 : 0.02));
}
