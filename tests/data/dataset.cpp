// SPDX-License-Identifier: BSL-1.0
#include <tapeless/data/dataset.hpp>

#include <catch2/catch.hpp>

#include <array>

#include "temporary_file.hpp"

using namespace tapeless::data;
using tapeless_tests::message_of;
using floats = std::vector<float>;
using ints = std::vector<std::int32_t>;

namespace {

/// Six rows of two: row r is {2r, 2r + 1}, its label r mod 3.
dataset six() {
  floats x(12);
  for (std::size_t i = 0; i < 12; ++i) x[i] = static_cast<float>(i);
  return dataset(std::move(x), 2, ints{0, 1, 2, 0, 1, 2});
}

floats numbers(std::span<const float> of) { return floats(of.begin(), of.end()); }
ints numbers(std::span<const std::int32_t> of) { return ints(of.begin(), of.end()); }

}  // namespace

TEST_CASE("dataset: knows its sizes", "[data][dataset]") {
  const dataset labelled = six();
  CHECK(labelled.size() == 6);
  CHECK(labelled.input_size() == 2);
  CHECK(labelled.classes() == 3);
  CHECK(labelled.target_size() == 1);
  CHECK(labelled.has_labels());
  CHECK_FALSE(labelled.has_targets());
  CHECK(numbers(labelled.input(2)) == floats{4, 5});
  CHECK(labelled.label(2) == 2);

  const dataset valued(floats{1, 2, 3, 4}, 2, floats{5, 6, 7, 8, 9, 10}, 3);
  CHECK(valued.size() == 2);
  CHECK(valued.classes() == 0);
  CHECK(valued.target_size() == 3);
  CHECK(numbers(valued.target(1)) == floats{8, 9, 10});

  const dataset text(floats{1, 2, 3, 4, 5, 6}, 3, ints{2, 3, 4, 5, 6, 0}, 7, 3);  // what comes next
  CHECK(text.size() == 2);
  CHECK(text.classes() == 7);
  CHECK(text.target_size() == 3);
  CHECK(text.label(1) == 5);

  const dataset plain(floats{1, 2, 3, 4}, 1);
  CHECK(plain.size() == 4);
  CHECK(plain.target_size() == 0);
}

TEST_CASE("dataset: copies what it is lent, takes what it is given", "[data][dataset]") {
  floats x{1, 2, 3, 4};
  ints y{0, 1};
  const dataset lent(x, 2, y, 5);
  CHECK(x == floats{1, 2, 3, 4});
  CHECK(lent.classes() == 5);
  const float* const place = x.data();
  const dataset given(std::move(x), 2, std::move(y));
  CHECK(given.inputs().data() == place);
  const std::array<float, 4> array{1, 2, 3, 4};
  CHECK(dataset(array, 2, std::array<float, 2>{5, 6}).target(1)[0] == 6);
}

TEST_CASE("dataset: refuses what does not fit, and leaves it alone", "[data][dataset]") {
  floats x{1, 2, 3, 4, 5, 6};
  ints y{0, 1, 2};
  floats t{1, 2, 3};
  CHECK(message_of([&] { dataset(std::move(x), 4, std::move(y)); }) ==
        "dataset: inputs: expected rows of 4 values, got 6 values");
  CHECK(message_of([&] { dataset(std::move(x), 0, std::move(y)); }) ==
        "dataset: inputs: expected rows of 0 values, got 6 values");
  CHECK(message_of([&] { dataset(std::move(x), 3, std::move(y)); }) ==
        "dataset: labels: expected 2 to match 2 inputs, got 3");
  CHECK(message_of([&] { dataset(std::move(x), 2, std::move(y), 2); }) ==
        "dataset: row 2: expected a label below 2, got 2");
  CHECK(message_of([&] { dataset(std::move(x), 3, std::move(t)); }) ==
        "dataset: targets: expected 2 to match 2 inputs, got 3");
  CHECK(message_of([&] { dataset(std::move(x), 3, std::move(t), 2); }) ==
        "dataset: targets: expected rows of 2 values, got 3 values");
  CHECK(message_of([&] { dataset(std::move(x), 3, std::move(y), 3, 2); }) ==
        "dataset: labels: expected rows of 2 values, got 3 values");
  CHECK(message_of([&] { dataset(std::move(x), 2, std::move(y), 3, 3); }) ==
        "dataset: labels: expected 3 to match 3 inputs, got 1");
  CHECK(message_of([&] { dataset(std::move(x), 2, std::move(y), 3, 0); }) ==
        "dataset: labels: expected rows of 0 values, got 3 values");
  CHECK(message_of([&] { dataset(floats{1, 2}, 1, ints{0, 1, 0, 4}, 3, 2); }) ==
        "dataset: row 1: expected a label below 3, got 4");
  CHECK(message_of([&] { dataset(floats{}, 3, std::move(y)); }) ==
        "dataset: inputs: expected at least one example, got none");
  y[1] = -4;
  CHECK(message_of([&] { dataset(std::move(x), 2, std::move(y)); }) ==
        "dataset: row 1: expected a label of 0 or more, got -4");
  CHECK(x == floats{1, 2, 3, 4, 5, 6});
  CHECK(y == ints{0, -4, 2});
  CHECK(t == floats{1, 2, 3});
}

TEST_CASE("dataset: subset and first take rows as asked", "[data][dataset]") {
  const dataset set = six();
  const dataset some = set.subset(std::array<std::uint32_t, 3>{5, 0, 5});
  CHECK(numbers(some.inputs()) == floats{10, 11, 0, 1, 10, 11});
  CHECK(numbers(some.labels()) == ints{2, 0, 2});
  const dataset two = set.first(2);
  CHECK(numbers(two.inputs()) == floats{0, 1, 2, 3});
  CHECK(two.classes() == 3);  // of the whole
  CHECK(message_of([&] { (void)set.first(7); }) == "first: expected a count from 1 to 6, got 7");
  CHECK(message_of([&] { (void)set.first(0); }) == "first: expected a count from 1 to 6, got 0");
  CHECK(message_of([&] { (void)set.subset({}); }) == "subset: expected at least one row, got none");
  CHECK(message_of([&] { (void)set.subset(std::array<std::uint32_t, 2>{0, 6}); }) ==
        "subset: item 1: expected a row below 6, got 6");
  const dataset valued = dataset(floats{1, 2, 3}, 1, floats{4, 5, 6}).first(2);
  CHECK(numbers(valued.targets()) == floats{4, 5});
  const dataset several(floats{1, 2, 3}, 1, ints{4, 5, 6, 7, 8, 9}, 0, 2);
  CHECK(numbers(several.first(2).labels()) == ints{4, 5, 6, 7});
  CHECK(numbers(several.subset(std::array<std::uint32_t, 2>{2, 0}).labels()) == ints{8, 9, 4, 5});
}

TEST_CASE("dataset: split keeps every row once", "[data][dataset]") {
  const dataset set = six();
  const auto [train, test] = set.split(4);
  CHECK(numbers(train.inputs()) == floats{0, 1, 2, 3, 4, 5, 6, 7});
  CHECK(numbers(test.labels()) == ints{1, 2});

  const train_test drawn = set.split(0.5, 7);
  CHECK(drawn.train.size() == 3);
  std::vector<int> seen(6);
  for (const dataset& part : {drawn.train, drawn.test})
    for (std::size_t i = 0; i < part.size(); ++i)
      ++seen[static_cast<std::size_t>(part.input(i)[0]) / 2];
  CHECK(seen == std::vector<int>(6, 1));
  CHECK(numbers(drawn.train.inputs()) == numbers(set.split(3u, 7).train.inputs()));
  CHECK(numbers(drawn.train.inputs()) != numbers(set.split(3, 8).train.inputs()));

  CHECK(message_of([&] { (void)set.split(6); }) ==
        "split: expected a count from 1 to 5, both parts need an example, got 6");
  CHECK(message_of([&] { (void)set.split(-1); }) == "split: expected a count from 1 to 5, got -1");
  CHECK(message_of([&] { (void)set.split(1.5); }) ==
        "split: expected a fraction between 0 and 1, got 1.5");
  CHECK(message_of([&] { (void)set.split(0.01); }) ==
        "split: expected a count from 1 to 5, both parts need an example, got 0");
}
