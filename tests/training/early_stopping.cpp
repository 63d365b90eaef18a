// SPDX-License-Identifier: BSL-1.0
#include <tapeless/training/early_stopping.hpp>

#include <catch2/catch.hpp>

#include <initializer_list>
#include <limits>

using tapeless::better;
using tapeless::early_stopping;

namespace {

/// The epoch after which the training ends; 0: it goes on.
std::size_t end_of(early_stopping stopping, std::initializer_list<double> values) {
  for (const double value : values)
    if (stopping.should_stop(value)) return stopping.epochs;
  return 0;
}

const double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("early_stopping: ends after `patience` epochs without a better value",
          "[training][early_stopping]") {
  CHECK(end_of({.patience = 2}, {5, 4, 3, 3, 3, 3}) == 5);
  CHECK(end_of({.patience = 2}, {5, 6, 4, 5, 3, 4}) == 0);
  CHECK(end_of({.patience = 1}, {5, 6}) == 2);
  CHECK(end_of({.patience = 0}, {5, 6}) == 2);
  CHECK(end_of({.patience = 0}, {5, 4, 3}) == 0);
}

TEST_CASE("early_stopping: a gain within min_delta is none", "[training][early_stopping]") {
  CHECK(end_of({.patience = 2, .min_delta = 0.5}, {5, 4.75, 4.5, 4.25}) == 3);
  CHECK(end_of({.patience = 2, .min_delta = 0.5}, {5, 4.75, 4.25, 4}) == 0);
}

TEST_CASE("early_stopping: greater can be better", "[training][early_stopping]") {
  CHECK(end_of({.patience = 2, .mode = better::higher}, {0.1, 0.2, 0.3, 0.2, 0.25}) == 5);
}

TEST_CASE("early_stopping: a value that is no number is never better",
          "[training][early_stopping]") {
  CHECK(end_of({.patience = 2}, {not_a_number, not_a_number, 1}) == 2);
  CHECK(end_of({.patience = 2}, {not_a_number, 1, not_a_number, not_a_number}) == 4);
  CHECK(end_of({.patience = 3}, {not_a_number, 1, 0.5, not_a_number, not_a_number}) == 0);
}

TEST_CASE("early_stopping: remembers the best", "[training][early_stopping]") {
  early_stopping stopping{.patience = 3};
  CHECK_FALSE(stopping.improved());
  stopping.should_stop(5);
  CHECK(stopping.improved());
  stopping.should_stop(2);
  stopping.should_stop(3);
  CHECK_FALSE(stopping.improved());
  CHECK(stopping.best == 2);
  CHECK(stopping.best_epoch == 2);
}
